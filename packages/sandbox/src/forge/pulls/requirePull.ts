import { Request } from 'express';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { numberParameter } from '../http/requests';
import { RepositoryRecord } from '../repositories/records';
import { PullRequestRecord } from './records';

/** The pull request that the path names. */
export function requirePull(
  services: ForgeServices,
  request: Request,
  { owner, name }: RepositoryRecord,
): PullRequestRecord {
  const number = numberParameter(request, 'number');
  const pull = services.pulls.find(owner, name, number);
  if (!pull) {
    throw ApiError.notFound();
  }
  return pull;
}
