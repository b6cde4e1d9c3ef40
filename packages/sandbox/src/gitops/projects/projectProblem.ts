import { z } from 'zod';
import { KubernetesObject } from '../../cluster/objects/KubernetesObject';
import { typeOfKind } from '../../cluster/ResourceTable';
import { Application } from '../Application';

const kindsSchema = z
  .array(
    z.looseObject({
      group: z.string(),
      kind: z.string(),
      name: z.string().optional(),
    }),
  )
  .optional();
const projectSchema = z.looseObject({
  spec: z.looseObject({
    sourceRepos: z.array(z.string()).default([]),
    destinations: z
      .array(
        z.looseObject({
          server: z.string().default(''),
          namespace: z.string().default(''),
        }),
      )
      .default([]),
    clusterResourceWhitelist: kindsSchema,
    namespaceResourceWhitelist: kindsSchema,
  }),
});
type Project = z.infer<typeof projectSchema>['spec'];

/** Why a project does not let an Application be what it is, in Argo CD's words; undefined if it does. */
export function projectProblem(
  application: Application,
  project: KubernetesObject | undefined,
): string | undefined {
  const name = application.project;
  const parsed = projectSchema.safeParse(project);
  if (!parsed.success) {
    return `Application references project ${name} which does not exist`;
  }
  const { sourceRepos, destinations } = parsed.data.spec;
  const { repoURL } = application.source;
  if (!sourceRepos.some(pattern => fits(pattern, withoutSuffix(repoURL)))) {
    return `application repo ${repoURL} is not permitted in project '${name}'`;
  }
  const { destinationServer: server, destinationNamespace: namespace = '' } =
    application;
  return destinations.some(
    each => fits(each.server, server) && fits(each.namespace, namespace),
  )
    ? undefined
    : `application destination server '${server}' and namespace '${namespace}' do not match any of the allowed destinations in project '${name}'`;
}

/** Why a project does not let these objects be applied; undefined if it does. */
export function objectProblem(
  objects: KubernetesObject[],
  project: KubernetesObject | undefined,
): string | undefined {
  const parsed = projectSchema.safeParse(project);
  const refused = parsed.success
    ? objects.find(object => !isPermitted(object, parsed.data.spec))
    : undefined;
  return (
    refused &&
    `resource ${groupOf(refused)}:${refused.kind} is not permitted in project ${
      project?.metadata.name
    }`
  );
}

/** Without a list a project lets all kinds of a namespace pass, and none of the cluster. */
function isPermitted(object: KubernetesObject, project: Project): boolean {
  const isNamespaced =
    typeOfKind(object.apiVersion, object.kind)?.namespaced ?? true;
  const list = isNamespaced
    ? project.namespaceResourceWhitelist
    : project.clusterResourceWhitelist ?? [];
  return (
    list === undefined ||
    list.some(
      ({ group, kind, name }) =>
        fits(group, groupOf(object)) &&
        fits(kind, object.kind) &&
        fits(name ?? '*', object.metadata.name),
    )
  );
}

function groupOf({ apiVersion }: KubernetesObject): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
}

/** Whether a text fits a pattern in which `*` stands for anything. */
function fits(pattern: string, text: string): boolean {
  const parts = withoutSuffix(pattern).split('*');
  return new RegExp(
    `^${parts.map(part => part.replace(/[^\w]/g, '\\$&')).join('.*')}$`,
  ).test(text);
}

function withoutSuffix(url: string): string {
  return url.replace(/\.git$/, '');
}
