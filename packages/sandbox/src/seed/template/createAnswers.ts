import { ServiceAnswers } from './renderService';

const sizes = {
  development: { cpu: '500m', memory: '1Gi', replicas: 1 },
  staging: { cpu: '1000m', memory: '2Gi', replicas: 2 },
  production: { cpu: '2000m', memory: '4Gi', minReplicas: 3, maxReplicas: 10 },
};

const DOMAIN = 'acme.example';

/** What the wizard would know of a service that somebody creates in the sandbox with the defaults of the form. */
export function createAnswers(options: {
  name: string;
  description: string;
  /** Name of the owning group. */
  owner: string;
  system: string;
  organization: string;
  forgeUrl: string;
  metricsUrl: string;
  task: string;
  /** What differs from the defaults. */
  choices?: Record<string, string>;
}): ServiceAnswers {
  const { name, organization, forgeUrl, choices = {}, task } = options;
  const repositoryUrl = `${forgeUrl}/${organization}/${name}`;
  const hasOwnManifests = choices.manifestsIn !== 'service';
  const manifestsUrl = hasOwnManifests
    ? `${repositoryUrl}-manifests`
    : repositoryUrl;
  return {
    task,
    parameters: {
      name,
      description: options.description,
      owner: `group:default/${options.owner}`,
      system: `system:default/${options.system}`,
      ...choices,
    },
    check: {
      organization,
      project: '',
      codeHost: new URL(forgeUrl).host,
      ownerName: options.owner,
      repositoryName: name,
      repositoryUrl,
      cloneUrl: `${repositoryUrl}.git`,
      fileUrl: `${repositoryUrl}/blob/main/`,
      manifestsUrl,
      manifestsCloneUrl: `${manifestsUrl}.git`,
      manifestsFileUrl: `${manifestsUrl}/blob/main/`,
      manifestsFolder: hasOwnManifests ? 'manifests' : 'service',
      image: `ghcr.io/${organization}/${name}`,
      registryHost: 'ghcr.io',
      environments: environmentsOf(name),
      firstEnvironment: 'development',
      lastEnvironment: 'production',
      domain: DOMAIN,
      gateway: { name: 'gateway', namespace: 'gateway-system' },
      secretStore: 'secrets',
      prometheusUrl: options.metricsUrl,
      otlpEndpoint: 'http://opentelemetry-collector.monitoring.svc:4318',
      // Their webhooks tell the portal.
      deliveryApi: '',
    },
  };
}

function environmentsOf(service: string) {
  return Object.entries(sizes).map(([stage, size], index, { length }) => {
    const isLast = index === length - 1;
    return {
      name: stage,
      stage,
      host: isLast ? `${service}.${DOMAIN}` : `${service}.${stage}.${DOMAIN}`,
      ...size,
      isFirst: index === 0,
      isLast,
    };
  });
}
