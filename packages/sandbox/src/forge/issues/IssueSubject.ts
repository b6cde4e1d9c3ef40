import { Request } from 'express';
import { Viewer } from '../accounts/Accounts';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { numberParameter, requireViewer } from '../http/requests';
import { PullRequestRecord } from '../pulls/records';
import { RepositoryRecord } from '../repositories/records';
import { includesRole, RepositoryRole, roleOf } from '../repositories/roles';
import { IssueRecord } from './Issues';

/** What carries labels, assignees and comments. */
export type IssueSubject = IssueRecord | PullRequestRecord;

export function isPullRequest(
  subject: IssueSubject,
): subject is PullRequestRecord {
  return 'headSha' in subject;
}

/** The issue or pull request that the path names. */
export function requireSubject(
  services: ForgeServices,
  request: Request,
  repository: RepositoryRecord,
): IssueSubject {
  const number = numberParameter(request, 'number');
  const subject = subjectOf(services, repository, number);
  if (!subject) {
    throw ApiError.notFound();
  }
  return subject;
}

export function subjectOf(
  services: ForgeServices,
  { owner, name }: RepositoryRecord,
  number: number,
): IssueSubject | undefined {
  return (
    services.issues.find(owner, name, number) ??
    services.pulls.find(owner, name, number)
  );
}

/** Authors may change what they wrote; others need a role. */
export function requireAuthorOr(
  services: ForgeServices,
  request: Request,
  repository: RepositoryRecord,
  author: string,
  role: RepositoryRole,
): Viewer {
  const viewer = requireViewer(services, request);
  if (
    viewer.login !== author &&
    !includesRole(roleOf(services, repository, viewer), role)
  ) {
    throw new ApiError(403, `Must be the author or have ${role} access.`);
  }
  return viewer;
}
