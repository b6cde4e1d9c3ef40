import { FindingSource } from '@fairway/backstage-plugin-delivery-node';
import { GithubSourceOptions, createGithubSource } from './createGithubSource';
import { observeAnalyses } from './observeAnalyses';

/** Observes the scans of the default branch that were uploaded to GitHub code scanning, by any scanner. */
export function createFindingSource(
  options: GithubSourceOptions,
): FindingSource {
  return createGithubSource(
    {
      id: 'github-code-scanning',
      title: 'GitHub code scanning',
      look: look => observeAnalyses(options.api, look),
    },
    options,
  );
}
