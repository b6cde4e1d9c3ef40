import { httpUrl } from '../status/httpUrl';

/** True for the address of anything in a project on GitLab, wherever that runs. */
export function isGitlab(url: string | undefined): boolean {
  return httpUrl(url)?.includes('/-/') ?? false;
}
