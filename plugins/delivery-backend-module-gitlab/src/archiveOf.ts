import { Job } from './gitlabSchemas';

/** GitLab calls an archive so whose job gives it no name (`artifacts:name`). */
export const UNNAMED = 'artifacts.zip';

/** The name of the archive of files that a job kept; undefined if it kept none. */
export function archiveOf({ artifacts }: Job): string | undefined {
  const archive = artifacts?.find(({ file_type: type }) => type === 'archive');
  return archive && (archive.filename ?? UNNAMED);
}
