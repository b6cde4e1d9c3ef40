import {
  FindingSource,
  ScanArchives,
} from '@fairway/backstage-plugin-delivery-node';
import { GitlabSourceOptions, createGitlabSource } from './createGitlabSource';
import { observeScans } from './observeScans';

/** Observes the scans of the default branch that pipelines keep as SARIF among their job artifacts. */
export function createFindingSource(
  options: GitlabSourceOptions,
): FindingSource {
  const archives = ScanArchives.create();
  return createGitlabSource(
    {
      id: 'gitlab-scans',
      title: 'GitLab scan artifacts',
      look: look => observeScans({ api: options.api, archives }, look),
    },
    options,
  );
}
