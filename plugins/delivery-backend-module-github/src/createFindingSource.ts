import { FindingSource } from '@fairway/backstage-plugin-delivery-node';
import {
  GithubSourceOptions,
  createRepositorySource,
} from './createRepositorySource';
import { observeAnalyses } from './observeAnalyses';

/** Observes the scans of the default branch that were uploaded to GitHub code scanning, by any scanner. */
export function createFindingSource(
  options: GithubSourceOptions,
): FindingSource {
  return createRepositorySource(
    {
      id: 'github-code-scanning',
      title: 'GitHub code scanning',
      look: observeAnalyses,
    },
    options,
  );
}
