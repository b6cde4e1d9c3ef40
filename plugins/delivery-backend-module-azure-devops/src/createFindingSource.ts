import {
  FindingSource,
  ScanArchives,
} from '@fairway/backstage-plugin-delivery-node';
import { AzureSourceOptions, createAzureSource } from './createAzureSource';
import { observeScans } from './observeScans';

/** Observes the scans of the default branch that builds keep as artifacts `sarif-<category>`. */
export function createFindingSource(
  options: AzureSourceOptions,
): FindingSource {
  const archives = ScanArchives.create();
  return createAzureSource(
    {
      id: 'azure-devops-scans',
      title: 'Azure DevOps scan artifacts',
      look: look => observeScans({ api: options.api, archives }, look),
    },
    options,
  );
}
