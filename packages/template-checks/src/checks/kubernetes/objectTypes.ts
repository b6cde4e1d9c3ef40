import { stringify } from 'yaml';
import { z } from 'zod';
import { Files } from '../../Files';
import { findUnknownFields } from '../../kubernetes/findUnknownFields';
import { KubernetesModels } from '../../kubernetes/KubernetesModels';
import {
  describeObject,
  KubernetesObject,
  parseObjects,
} from '../../kubernetes/KubernetesObject';
import { renderOverlays } from '../../kubernetes/renderOverlays';
import { Check, Problem } from '../Check';
import { manifestFiles } from '../manifestFiles';

/** Files of kustomize are no objects of the Kubernetes API; of the Flux Operator's nobody publishes types. */
const UNTYPED = /^(?:kustomize\.config\.k8s\.io|fluxcd\.controlplane\.io)\//;
const INPUT = /<< inputs\.\w+ >>/g;
const setSchema = z.looseObject({
  kind: z.literal('ResourceSet'),
  spec: z.looseObject({ resources: z.array(z.unknown()) }),
});

/** Objects have the types that their API asks for, and no field that it does not know. */
export function createObjectTypesCheck(models: KubernetesModels): Check {
  // Which fields an object has is the same in most renderings, whatever their values are.
  const clean = new Set<string>();
  return {
    name: 'Kubernetes objects have the types and the fields of their API',
    async run(files) {
      const problems: Problem[] = [];
      const typed: Place[] = [];
      for (const place of await placesIn(files)) {
        const { path, object } = place;
        const { specifier, problem } = await models.validate(object);
        if (problem) {
          const message = `${describeObject(object)}: ${problem}`;
          problems.push({ path, message });
        } else if (!clean.has(shapeOf(object))) {
          typed.push({ ...place, specifier });
        }
      }
      const unknown = typed.length > 0 ? findUnknownFields(typed) : [];
      for (const { object, message } of unknown) {
        const place = typed.find(other => other.object === object);
        problems.push({
          path: place?.path ?? '',
          message: `${describeObject(object)}: ${message}`,
        });
      }
      for (const { object } of typed) {
        if (!unknown.some(other => other.object === object)) {
          clean.add(shapeOf(object));
        }
      }
      return problems;
    },
  };
}

/** The object without its values: kinds, and the names of its fields. */
function shapeOf({ apiVersion, kind, ...fields }: KubernetesObject): string {
  return JSON.stringify([apiVersion, kind, fieldsOf(fields)]);
}

function fieldsOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return [...new Set(value.map(item => JSON.stringify(fieldsOf(item))))];
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).map(([name, inner]) => [name, fieldsOf(inner)])
    : typeof value;
}

type Place = { path: string; object: KubernetesObject; specifier: string };

/** All objects: rendered overlays, and files that no overlay renders as they stand. */
async function placesIn(files: Files): Promise<Place[]> {
  const rendered = (await renderOverlays(files)).flatMap(({ path, objects }) =>
    objects.map(object => ({ path, object, specifier: '' })),
  );
  const written = manifestFiles(files)
    .filter(([path]) => !path.endsWith('.json'))
    .flatMap(([path, text]) =>
      parseObjects(text)
        .flatMap(withMadeObjects)
        .map(object => ({ path, object, specifier: '' })),
    );
  return [...rendered, ...written].filter(
    ({ object }) => !UNTYPED.test(object.apiVersion),
  );
}

/** An object and what the Flux Operator makes of it, for a request that is like any other. */
function withMadeObjects(object: KubernetesObject): KubernetesObject[] {
  const set = setSchema.safeParse(object);
  return set.success
    ? [
        object,
        ...set.data.spec.resources.flatMap(made =>
          parseObjects(stringify(made).replaceAll(INPUT, '12345')),
        ),
      ]
    : [object];
}
