import { z } from 'zod';

const objectSchema = z.looseObject({
  metadata: z.looseObject({ namespace: z.string() }),
  spec: z.looseObject({ url: z.string().optional() }).optional(),
});

const fieldsSchema = z.record(z.string(), z.unknown());

/** A source of Flux, as a Kustomization names it. */
const sourceRefSchema = z.object({
  kind: z.string(),
  name: z.string(),
  namespace: z.string().optional(),
});

/** Where an ApplicationSet of Argo CD looks for pull requests, on any of its providers. */
const providerSchema = z.object({
  api: z.string().optional(),
  organization: z.string().optional(),
  owner: z.string().optional(),
  project: z.string().optional(),
  repo: z.string().optional(),
});

const publicHosts = new Map([
  ['github', 'github.com'],
  ['gitlab', 'gitlab.com'],
  ['azuredevops', 'dev.azure.com'],
  ['bitbucket', 'bitbucket.org'],
]);

/**
 * What an object of Argo CD or Flux takes its content from: addresses of repositories, or a source of Flux by its name.
 */
export function sourcesOf(content: unknown): string[] {
  const object = objectSchema.safeParse(content).data;
  if (!object) {
    return [];
  }
  const { metadata, spec } = object;
  return [
    ...(spec?.url === undefined ? [] : [spec.url]),
    ...sourcesIn(spec, metadata.namespace),
  ];
}

/** Compares what {@link sourcesOf} says: the same repository may be written with `.git` or a slash at its end. */
export function isSameSource(one: string, other: string): boolean {
  return normalized(one) === normalized(other);
}

// Generators nest, an Application may have many sources, and a ResourceSet holds whole objects: names of fields tell.
function sourcesIn(node: unknown, namespace: string): string[] {
  if (Array.isArray(node)) {
    return node.flatMap(each => sourcesIn(each, namespace));
  }
  const fields = fieldsSchema.safeParse(node).data ?? {};
  return Object.entries(fields).flatMap(([field, value]) => {
    switch (field) {
      case 'repoURL':
        return z.string().array().safeParse([value]).data ?? [];
      case 'sourceRepos':
        return z.string().array().safeParse(value).data ?? [];
      case 'sourceRef':
        return sourceRefOf(value, namespace);
      case 'pullRequest':
        return pullRequestSourcesOf(value);
      default:
        return sourcesIn(value, namespace);
    }
  });
}

function sourceRefOf(value: unknown, namespace: string): string[] {
  const ref = sourceRefSchema.safeParse(value).data;
  return ref ? [`${ref.kind} ${ref.namespace ?? namespace}/${ref.name}`] : [];
}

function pullRequestSourcesOf(value: unknown): string[] {
  return Object.entries(fieldsSchema.safeParse(value).data ?? {}).flatMap(
    ([name, settings]) => {
      const provider = providerSchema.safeParse(settings).data;
      if (!provider) {
        return [];
      }
      const { api, organization, owner, project, repo } = provider;
      const host =
        api !== undefined && URL.canParse(api)
          ? new URL(api).host
          : publicHosts.get(name) ?? name;
      const path = [organization, owner, project, repo].filter(Boolean);
      return [`https://${host}/${path.join('/')}`];
    },
  );
}

// Without the scheme: who may read a repository under http and https reads the same one.
function normalized(source: string): string {
  const trimmed = source.replace(/\/+$/, '').replace(/\.git$/, '');
  if (!URL.canParse(trimmed)) {
    return trimmed;
  }
  const { host, pathname } = new URL(trimmed);
  return `${host.toLowerCase()}${pathname}`;
}
