import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** The CI systems that the golden path knows; each comes with the code host it belongs to. */
export const ciSystems = ['github', 'gitlab', 'azure'] as const;
/** What applies manifests to clusters. */
export const gitopsTools = ['argocd', 'flux'] as const;
/** Where secrets come from; all but Sealed Secrets through the External Secrets Operator. */
export const secretSources = [
  'external-secrets-aws',
  'external-secrets-azure',
  'external-secrets-google',
  'sealed-secrets',
] as const;

export type CiSystem = (typeof ciSystems)[number];
export type GitopsTool = (typeof gitopsTools)[number];
export type SecretSource = (typeof secretSources)[number];

/** Where the wizard creates things, and what the platform offers to what it creates. */
export type WizardConfig = {
  codeHosts: {
    github?: { host: string; organization: string };
    gitlab?: { host: string; organization: string };
    azure?: { host: string; organization: string; project: string };
  };
  /** The cluster in which each tool runs, as named for Backstage's Kubernetes plugin. */
  clusters: Partial<Record<GitopsTool, string>>;
  domain: string;
  gateway: { name: string; namespace: string };
  secretStores: Partial<Record<SecretSource, string>>;
  prometheusAddress: string;
  otlpAddress: string;
  /** Whether pipelines report to the portal. */
  reports: boolean;
};

/** Reads `scaffolder.delivery`; throws an InputError that names it if it is missing. */
export function readWizardConfig(config: Config): WizardConfig {
  const section = config.getOptionalConfig('scaffolder.delivery');
  if (!section) {
    throw new InputError(
      'The wizard does not know where to create repositories: set scaffolder.delivery in app-config (codeHosts, argocdCluster, domain)',
    );
  }
  const github = section.getOptionalConfig('codeHosts.github');
  const gitlab = section.getOptionalConfig('codeHosts.gitlab');
  const azure = section.getOptionalConfig('codeHosts.azure');
  return {
    codeHosts: {
      ...(github && {
        github: {
          host: github.getString('host'),
          organization: github.getString('organization'),
        },
      }),
      ...(gitlab && {
        gitlab: {
          host: gitlab.getString('host'),
          organization: gitlab.getString('group'),
        },
      }),
      ...(azure && {
        azure: {
          host: azure.getString('host'),
          organization: azure.getString('organization'),
          project: azure.getString('project'),
        },
      }),
    },
    clusters: {
      argocd: section.getOptionalString('argocdCluster'),
      flux: section.getOptionalString('fluxCluster'),
    },
    domain: section.getString('domain'),
    gateway: {
      name: section.getOptionalString('gateway.name') ?? 'gateway',
      namespace:
        section.getOptionalString('gateway.namespace') ?? 'gateway-system',
    },
    secretStores: Object.fromEntries(
      secretSources.map(source => [
        source,
        section.getOptionalString(`secretStores.${source}`),
      ]),
    ),
    prometheusAddress:
      section.getOptionalString('prometheusAddress') ??
      'http://prometheus.monitoring.svc:9090',
    otlpAddress:
      section.getOptionalString('otlpAddress') ??
      'http://opentelemetry-collector.monitoring.svc:4318',
    reports: section.getOptionalBoolean('reports') ?? false,
  };
}
