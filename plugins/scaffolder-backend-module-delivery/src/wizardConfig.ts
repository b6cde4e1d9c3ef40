import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** Where the wizard creates things. */
export type WizardConfig = {
  repositoryHost: string;
  organization: string;
  prometheusAddress: string;
  argocdCluster: string;
};

/** Reads `scaffolder.delivery`; throws an InputError that names it if it is missing. */
export function readWizardConfig(config: Config): WizardConfig {
  const section = config.getOptionalConfig('scaffolder.delivery');
  if (!section) {
    throw new InputError(
      'The wizard does not know where to create repositories: set scaffolder.delivery in app-config (repositoryHost, organization, argocdCluster)',
    );
  }
  return {
    repositoryHost: section.getString('repositoryHost'),
    organization: section.getString('organization'),
    prometheusAddress:
      section.getOptionalString('prometheusAddress') ??
      'http://prometheus.monitoring.svc:9090',
    argocdCluster: section.getString('argocdCluster'),
  };
}
