import { z } from 'zod';
import { Files } from '../Files';
import { KubernetesObject, parseObjects } from '../kubernetes/KubernetesObject';
import { Check, Problem } from './Check';
import { manifestFiles } from './manifestFiles';

const sourceSchema = z.looseObject({ path: z.string(), repoURL: z.string() });
const applicationSchema = z.looseObject({
  project: z.string(),
  source: sourceSchema,
  destination: z.looseObject({ namespace: z.string() }),
  syncPolicy: z
    .looseObject({
      managedNamespaceMetadata: z
        .looseObject({ labels: z.record(z.string(), z.string()).default({}) })
        .optional(),
    })
    .optional(),
});
const setSchema = z.looseObject({
  goTemplate: z.boolean().optional(),
  goTemplateOptions: z.array(z.string()).default([]),
  template: z.looseObject({ spec: applicationSchema }),
});
const RESTRICTED = 'pod-security.kubernetes.io/enforce';

/** Argo CD finds what its objects name, in a project of their own, and its namespaces take restricted pods only. */
export const argocd: Check = {
  name: 'Argo CD objects fit the repository',
  run: files =>
    manifestFiles(files)
      .filter(([path]) => !path.endsWith('.json'))
      .flatMap(([path, text]) =>
        parseObjects(text)
          .filter(object => object.apiVersion.startsWith('argoproj.io/'))
          .flatMap(object =>
            findProblems(path, object, files).map(
              (message): Problem => ({
                path,
                message: `${object.kind}/${object.metadata.name} ${message}`,
              }),
            ),
          ),
      ),
};

function findProblems(
  path: string,
  object: KubernetesObject,
  files: Files,
): string[] {
  const [repository] = path.split('/');
  if (object.kind === 'ApplicationSet') {
    const set = setSchema.safeParse(object.spec);
    if (!set.success) {
      return ['has no template with a source'];
    }
    const { goTemplate, goTemplateOptions, template } = set.data;
    return [
      ...(goTemplate ? [] : ['does not use Go templates']),
      ...(goTemplateOptions.includes('missingkey=error')
        ? []
        : ['takes a missing value for an empty one']),
      ...findInApplication(template.spec, repository, files),
    ];
  }
  if (object.kind === 'Application') {
    const application = applicationSchema.safeParse(object.spec);
    return application.success
      ? findInApplication(application.data, repository, files)
      : ['has no source with a path'];
  }
  return [];
}

function findInApplication(
  { project, source, syncPolicy }: z.infer<typeof applicationSchema>,
  repository: string,
  files: Files,
): string[] {
  const file = `${repository}/${source.path}/kustomization.yaml`;
  const labels = syncPolicy?.managedNamespaceMetadata?.labels ?? {};
  return [
    ...(files.has(file)
      ? []
      : [`has the path ${source.path}, which is not there`]),
    ...(project === 'default'
      ? ['is in the project that may do anything']
      : []),
    ...(project.includes('{{') ? ['lets a pull request name its project'] : []),
    ...(labels[RESTRICTED] === 'restricted'
      ? []
      : ['makes a namespace that takes unrestricted pods']),
  ];
}
