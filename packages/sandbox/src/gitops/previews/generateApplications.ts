import { InputError } from '@backstage/errors';
import { z } from 'zod';
import {
  isObject,
  Json,
  objectAt,
  objectsAt,
  textAt,
} from '../../cluster/json/Json';
import {
  KubernetesObject,
  ownerReferenceTo,
} from '../../cluster/objects/KubernetesObject';
import { parseKubernetesObject } from '../../cluster/objects/parseKubernetesObject';
import { FindPullRequests, PreviewedPullRequest } from './PreviewedPullRequest';

const generatorSchema = z.looseObject({
  pullRequest: z.looseObject({
    github: z.looseObject({
      owner: z.string(),
      repo: z.string(),
      labels: z.array(z.string()).default([]),
    }),
  }),
});

/** The Applications that an ApplicationSet wants: one for each open pull request with all the labels that it names. */
export async function generateApplications(
  set: KubernetesObject,
  findPullRequests: FindPullRequests,
): Promise<KubernetesObject[]> {
  const applications: KubernetesObject[] = [];
  for (const generator of objectsAt(set, 'spec', 'generators')) {
    const parsed = generatorSchema.safeParse(generator);
    if (!parsed.success) {
      throw new InputError(
        `the sandbox generates from pull requests of GitHub only, not from ${Object.keys(
          generator,
        ).join(', ')}`,
      );
    }
    const { owner, repo, labels } = parsed.data.pullRequest.github;
    for (const pullRequest of await findPullRequests(owner, repo)) {
      if (labels.every(label => pullRequest.labels.includes(label))) {
        applications.push(applicationOf(set, pullRequest));
      }
    }
  }
  return applications;
}

function applicationOf(
  set: KubernetesObject,
  pullRequest: PreviewedPullRequest,
): KubernetesObject {
  const values: Record<string, string> = {
    number: String(pullRequest.number),
    title: pullRequest.title,
    author: pullRequest.author,
    branch: pullRequest.headBranch,
    branch_slug: slugOf(pullRequest.headBranch),
    target_branch: pullRequest.baseBranch,
    target_branch_slug: slugOf(pullRequest.baseBranch),
    head_sha: pullRequest.headSha,
    head_short_sha: pullRequest.headSha.slice(0, 8),
    head_short_sha_7: pullRequest.headSha.slice(0, 7),
  };
  const template = filled(objectAt(set, 'spec', 'template'), values);
  return parseKubernetesObject({
    apiVersion: set.apiVersion,
    kind: 'Application',
    metadata: {
      ...objectAt(template, 'metadata'),
      name: textAt(template, 'metadata', 'name') ?? '',
      namespace: set.metadata.namespace,
      ownerReferences: [{ ...ownerReferenceTo(set) }],
    },
    spec: objectAt(template, 'spec'),
  });
}

/** What Go templates do with plain fields; a field that is missing is an error, as with `missingkey=error`. */
function filled(value: Json, values: Record<string, string>): Json {
  if (typeof value === 'string') {
    return value.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (_, name: string) => {
      if (values[name] === undefined) {
        throw new InputError(
          `failed to execute go template: map has no entry for key "${name}"`,
        );
      }
      return values[name];
    });
  }
  if (Array.isArray(value)) {
    return value.map(each => filled(each, values));
  }
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value).map(([field, child]) => [
          field,
          child === undefined ? undefined : filled(child, values),
        ]),
      )
    : value;
}

function slugOf(branch: string): string {
  return branch
    .toLocaleLowerCase('en-US')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-|-$/g, '');
}
