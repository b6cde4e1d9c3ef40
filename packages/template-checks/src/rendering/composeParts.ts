import { JsonObject, JsonValue } from '@backstage/types';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Template } from './readTemplate';

/** The parts that a form field chooses between, by the field's name. */
const CHOSEN: [field: string, folder: string, target: string][] = [
  ['language', 'service', 'service'],
  ['language', 'github/quality', 'service'],
  ['codeScanning', 'github/code-scanning', 'service'],
  ['codeScanning', 'code-scanning', 'service'],
  ['dependencyScanning', 'github/dependencies', 'service'],
  ['infrastructureScanning', 'github/infrastructure', 'service'],
  ['imageScanning', 'github/image-scan', 'service'],
  ['registry', 'github/registry', 'service'],
  ['strategy', 'manifests/strategy', 'manifests'],
  ['secrets', 'manifests/secrets', 'manifests'],
  ['gitops', 'manifests/gitops', 'manifests'],
];
const ENVIRONMENT = 'manifests/manifests/environments';
const ALWAYS: [folder: string, target: string][] = [
  ['service/common', 'service'],
  ['github/common', 'service'],
  ['manifests/common', 'manifests'],
  ['manifests/repository', 'manifests'],
  ['manifests/preview', `${ENVIRONMENT}/preview`],
];
/** The choice that stands first in the form. */
const DEFAULTS = [
  'python',
  'codeql',
  'osv',
  'checkov',
  'grype',
  'ghcr',
  'blue-green',
  'external-secrets-aws',
];
const REGISTRY_HOSTS = {
  ghcr: 'ghcr.io/acme',
  harbor: 'harbor.example.com/acme',
  'docker-hub': 'docker.io/acme',
  ecr: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/acme',
  acr: 'acme.azurecr.io',
  'artifact-registry': 'europe-docker.pkg.dev/acme/services',
};

/**
 * A template over all content folders below `parts/`, for as long as template.yaml does not fetch them itself: what stands
 * there can be rendered and checked while it is being written.
 */
export function composeParts(template: Template): Template {
  const parts = path.join(template.folder, 'parts');
  const fields: JsonObject = {};
  const steps: JsonObject[] = [];
  for (const [folder, target] of ALWAYS) {
    if (existsSync(path.join(parts, folder))) {
      steps.push(fetchStep(folder, target));
    }
  }
  for (const [field, folder, target] of CHOSEN) {
    for (const choice of foldersIn(path.join(parts, folder))) {
      steps.push({
        ...fetchStep(`${folder}/${choice}`, target),
        if: `\${{ parameters.${field} === '${choice}' }}`,
      });
    }
    const choices = foldersIn(path.join(parts, folder));
    const known = fields[field];
    const all = [...(Array.isArray(known) ? known : []), ...choices];
    fields[field] = [...new Set(all)];
  }
  const properties: JsonObject = {
    name: { type: 'string' },
    owner: { type: 'string' },
    description: { type: 'string' },
    system: { type: 'string' },
    pipeline: { type: 'string' },
    branching: { type: 'string', enum: ['trunk', 'gitflow'] },
  };
  for (const [field, choices] of Object.entries(fields)) {
    if (Array.isArray(choices) && choices.length > 0) {
      properties[field] = { type: 'string', enum: choices };
    }
  }
  for (const folder of [
    'manifests/environment/common',
    ...foldersIn(path.join(parts, 'manifests/environment/secrets')).map(
      choice => `manifests/environment/secrets/${choice}`,
    ),
  ]) {
    steps.push(environmentStep(folder));
  }
  const { entity } = template;
  return {
    ...template,
    entity: {
      ...entity,
      spec: {
        ...entity.spec,
        parameters: [{ required: ['name', 'owner'], properties }],
        steps: [
          {
            id: 'check',
            name: 'Check',
            action: 'delivery:service:check',
            input: {
              name: '${{ parameters.name }}',
              owner: '${{ parameters.owner }}',
              system: '${{ parameters.system }}',
              pipeline: '${{ parameters.pipeline }}',
              ci: 'github',
              registry: 'ghcr',
              gitops: '${{ parameters.gitops }}',
              manifestsIn: 'own',
              secrets: '${{ parameters.secrets }}',
              task: '${{ context.task.id }}',
            },
          },
          ...steps.map(step => ({ ...step, action: 'fetch:template' })),
        ],
        output: {},
      },
    },
  };
}

function fetchStep(folder: string, target: string): JsonObject {
  return {
    id: folder.replaceAll(/[^a-z]/g, '_'),
    name: folder,
    input: {
      url: `./parts/${folder}`,
      targetPath: target,
      templateFileExtension: '.njk',
      trimBlocks: true,
      lstripBlocks: true,
      values: {
        name: '${{ parameters.name }}',
        owner: '${{ parameters.owner }}',
        ownerName: '${{ steps.check.output.ownerName }}',
        description: '${{ parameters.description }}',
        system: "${{ parameters.system or '' }}",
        pipeline: '${{ parameters.pipeline }}',
        organization: '${{ steps.check.output.organization }}',
        repositoryUrl: '${{ steps.check.output.repositoryUrl }}',
        manifestsUrl: '${{ steps.check.output.manifestsUrl }}',
        registry: '${{ parameters.registry }}',
        ...registryValues(),
        prometheusUrl: '${{ steps.check.output.prometheusUrl }}',
        ...Object.fromEntries(
          [
            'codeHost',
            'domain',
            'environments',
            'fileUrl',
            'firstEnvironment',
            'gateway',
            'lastEnvironment',
            'manifestsFileUrl',
            'otlpEndpoint',
            'secretStore',
          ].map(name => [name, `\${{ steps.check.output.${name} }}`]),
        ),
        project: '',
        scope: '',
        fluxNamespace: 'flux-system',
        gitops: '${{ parameters.gitops }}',
        manifestsIn: 'own',
        task: '${{ context.task.id }}',
        language: '${{ parameters.language }}',
        ci: 'github',
        strategy: '${{ parameters.strategy }}',
        secrets: '${{ parameters.secrets }}',
        codeScanning: '${{ parameters.codeScanning }}',
        dependencyScanning: '${{ parameters.dependencyScanning }}',
        imageScanning: '${{ parameters.imageScanning }}',
        infrastructureScanning: '${{ parameters.infrastructureScanning }}',
        branching: '${{ parameters.branching }}',
      },
    },
  };
}

function environmentStep(folder: string): JsonObject {
  const step = fetchStep(folder, `${ENVIRONMENT}/\${{ each.value.name }}`);
  const choice = /secrets\/(.+)$/.exec(folder)?.[1];
  const { input } = step;
  return {
    ...step,
    each: '${{ steps.check.output.environments }}',
    ...(choice ? { if: `\${{ parameters.secrets === '${choice}' }}` } : {}),
    input: isJsonObject(input)
      ? {
          ...input,
          values: {
            ...(isJsonObject(input.values) ? input.values : {}),
            environment: '${{ each.value }}',
          },
        }
      : {},
  };
}

function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function registryValues(): JsonObject {
  const prefix = `\${{ (${JSON.stringify(
    REGISTRY_HOSTS,
  )})[parameters.registry] or 'ghcr.io/acme' }}`;
  return {
    registryHost: `\${{ ((${JSON.stringify(
      REGISTRY_HOSTS,
    )})[parameters.registry] or 'ghcr.io/acme').split('/')[0] }}`,
    image: `${prefix}/\${{ parameters.name }}`,
  };
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder, { withFileTypes: true })
    .filter(
      entry =>
        entry.isDirectory() &&
        entry.name !== 'common' &&
        entry.name !== 'code-scanning',
    )
    .map(entry => entry.name)
    .sort((a, b) => rank(a) - rank(b));
}

function rank(choice: string): number {
  const place = DEFAULTS.indexOf(choice);
  return place < 0 ? DEFAULTS.length : place;
}
