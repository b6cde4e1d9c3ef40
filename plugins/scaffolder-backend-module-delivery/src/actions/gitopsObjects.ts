import { InputError } from '@backstage/errors';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { GitopsTool } from '../wizardConfig';

/** What may be applied, in the order in which it is: what others name comes first. */
const kinds: Record<
  GitopsTool,
  { owner: string; kind: string; group: string; plural: string }[]
> = {
  argocd: [
    ['AppProject', 'appprojects'],
    ['Application', 'applications'],
    ['ApplicationSet', 'applicationsets'],
  ].map(([kind, plural]) => ({
    owner: 'Argo CD',
    kind,
    group: 'argoproj.io',
    plural,
  })),
  flux: [
    ['GitRepository', 'source.toolkit.fluxcd.io', 'gitrepositories'],
    ['Kustomization', 'kustomize.toolkit.fluxcd.io', 'kustomizations'],
    [
      'ResourceSetInputProvider',
      'fluxcd.controlplane.io',
      'resourcesetinputproviders',
    ],
    ['ResourceSet', 'fluxcd.controlplane.io', 'resourcesets'],
  ].map(([kind, group, plural]) => ({ owner: 'Flux', kind, group, plural })),
};

const objectSchema = z.looseObject({
  apiVersion: z.string().regex(/^[a-z0-9.-]+\/v[a-z0-9]+$/),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string().min(1).max(253),
    namespace: z.string().min(1).max(63),
  }),
  spec: z.looseObject({}),
});

/** An object that Argo CD or Flux reads. */
export type GitopsObject = {
  /** Whose object it is, for messages. */
  owner: string;
  apiVersion: string;
  kind: string;
  /** Its name in the API's paths. */
  plural: string;
  metadata: { name: string; namespace: string };
  content: unknown;
};

/** Reads the objects of a tool from YAML files; throws an InputError that names the file and the document. */
export function parseGitopsObjects(
  tool: GitopsTool,
  files: { path: string; text: string }[],
): GitopsObject[] {
  const known = kinds[tool];
  const objects = files.flatMap(({ path, text }) =>
    parseAllDocuments(text).map((document, index) => {
      const [syntaxError] = document.errors;
      if (syntaxError) {
        throw new InputError(`${path}: ${syntaxError.message}`);
      }
      const content: unknown = document.toJS();
      const result = objectSchema.safeParse(content);
      const description = known.find(
        ({ kind, group }) =>
          kind === result.data?.kind &&
          result.data.apiVersion.startsWith(`${group}/`),
      );
      if (!result.success || !description) {
        const issue = result.error?.issues[0];
        throw new InputError(
          `${path}: document ${index + 1} is not one of ${known
            .map(({ kind }) => kind)
            .join(', ')}${
            issue
              ? `: ${issue.path.join('.') || 'document'}: ${issue.message}`
              : `, but a ${result.data?.kind} of ${result.data?.apiVersion}`
          }`,
        );
      }
      const { apiVersion, kind, metadata } = result.data;
      const { owner, plural } = description;
      return { owner, apiVersion, kind, plural, metadata, content };
    }),
  );
  const rank = ({ kind }: GitopsObject) =>
    known.findIndex(each => each.kind === kind);
  return objects.sort((a, b) => rank(a) - rank(b));
}
