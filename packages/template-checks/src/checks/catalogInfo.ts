import {
  componentEntityV1alpha1Validator,
  apiEntityV1alpha1Validator,
  Entity,
  EntityPolicies,
  DefaultNamespaceEntityPolicy,
  FieldFormatEntityPolicy,
  NoForeignRootFieldsEntityPolicy,
  SchemaValidEntityPolicy,
} from '@backstage/catalog-model';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { Parameters } from '../combinations/ParameterSpace';
import { Files } from '../Files';
import { Check } from './Check';

const FILE = 'service/catalog-info.yaml';
const ANNOTATIONS = [
  'backstage.io/kubernetes-id',
  'backstage.io/techdocs-ref',
  'fairway.dev/image',
  'fairway.dev/golden-path-version',
  'fairway.dev/manifests',
  'fairway.dev/pipeline',
];
/** What names the repository, per CI system. */
const REPOSITORY: Record<string, string> = {
  github: 'github.com/project-slug',
  gitlab: 'gitlab.com/project-slug',
  azure: 'dev.azure.com/project-repo',
};
const policy = EntityPolicies.allOf([
  new SchemaValidEntityPolicy(),
  new DefaultNamespaceEntityPolicy(),
  new NoForeignRootFieldsEntityPolicy(),
  new FieldFormatEntityPolicy(),
]);
const entitySchema = z.custom<Entity>(
  value => z.looseObject({ kind: z.string() }).safeParse(value).success,
);
const scaffoldedSchema = z.looseObject({ scaffoldedFrom: z.string() });

/** The catalog takes the entity, and the portal finds on it all that it reads. */
export const catalogInfo: Check = {
  name: 'catalog-info.yaml is valid and complete',
  async run(files, { name, ci }) {
    const text = files.get(FILE);
    if (text === undefined) {
      return [{ path: FILE, message: 'is missing' }];
    }
    const documents = parseAllDocuments(text);
    const entities = ('empty' in documents ? [] : documents).flatMap(
      document =>
        entitySchema.safeParse(substitute(document.toJS(), files)).data ?? [],
    );
    const messages = await Promise.all(entities.map(findInvalid));
    const component = entities.find(entity => entity.kind === 'Component');
    return [
      ...messages.flat(),
      ...(component
        ? findMissing(component, { name, ci })
        : ['has no Component']),
    ].map(message => ({ path: FILE, message }));
  },
};

/** Puts in the text of the files that are named by `$text`, as the catalog does; a missing file leaves its name. */
function substitute(value: unknown, files: Files): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(item => substitute(item, files));
  }
  const named = '$text' in value ? value.$text : undefined;
  if (typeof named === 'string') {
    return files.get(path.join('service', named)) ?? value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      substitute(inner, files),
    ]),
  );
}

async function findInvalid(entity: Entity): Promise<string[]> {
  try {
    await policy.enforce(entity);
    const validator =
      entity.kind === 'Component'
        ? componentEntityV1alpha1Validator
        : apiEntityV1alpha1Validator;
    return (await validator.check(entity))
      ? []
      : [`the catalog has no place for ${entity.kind}`];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function findMissing(component: Entity, { name, ci }: Parameters): string[] {
  const { annotations = {}, links = [] } = component.metadata;
  return [
    ...[...ANNOTATIONS, REPOSITORY[String(ci)] ?? REPOSITORY.github]
      .filter(annotation => !annotations[annotation])
      .map(annotation => `lacks the annotation ${annotation}`),
    ...(component.metadata.name === name ? [] : [`is not called ${name}`]),
    ...(scaffoldedSchema.safeParse(component.spec).success
      ? []
      : ['does not say which template it was scaffolded from']),
    ...(links.length > 0 ? [] : ['has no links']),
  ];
}
