import { Job } from './gitlabSchemas';

/** True if a job kept files that can be downloaded. */
export function hasArchive({ artifacts }: Job): boolean {
  return Boolean(artifacts?.some(({ file_type: type }) => type === 'archive'));
}
