import { InputError } from '@backstage/errors';
import { ScmIntegrationRegistry } from '@backstage/integration';
import { CiSystem, WizardConfig } from '../wizardConfig';
import { AzureHost } from './AzureHost';
import { CodeHost } from './CodeHost';
import { GithubHost } from './GithubHost';
import { GitlabHost } from './GitlabHost';

/**
 * Where a service with this CI system gets its repositories. Throws an InputError that names the setting if the portal
 * was not told.
 */
export function createCodeHost(
  ci: CiSystem,
  options: { wizard: WizardConfig; integrations: ScmIntegrationRegistry },
): CodeHost {
  const { wizard, integrations } = options;
  const { github, gitlab, azure } = wizard.codeHosts;
  switch (ci) {
    case 'github':
      return GithubHost.create({ ...required(github, ci), integrations });
    case 'gitlab':
      return GitlabHost.create({ ...required(gitlab, ci), integrations });
    case 'azure':
      return AzureHost.create({ ...required(azure, ci), integrations });
    default:
      throw new InputError(
        `No CI system '${ci}'; there are: github, gitlab, azure`,
      );
  }
}

function required<T>(settings: T | undefined, ci: CiSystem): T {
  if (!settings) {
    throw new InputError(
      `CI system '${ci}' is not set up in this portal: scaffolder.delivery.codeHosts.${ci} is missing`,
    );
  }
  return settings;
}
