import path from 'node:path';
import { z } from 'zod';
import { Files } from '../Files';
import {
  describeObject,
  KubernetesObject,
  parseObjects,
} from '../kubernetes/KubernetesObject';
import { Check, Problem } from './Check';
import { manifestFiles } from './manifestFiles';

const kustomizationSchema = z.looseObject({
  path: z.string(),
  prune: z.boolean().default(false),
  timeout: z.string().optional(),
  sourceRef: z.looseObject({ kind: z.string(), name: z.string() }),
  dependsOn: z.array(z.looseObject({ name: z.string() })).default([]),
});

/** Flux finds what its objects name, takes away what is no longer described, and gives up in time. */
export const flux: Check = {
  name: 'Flux objects fit the repository',
  run(files) {
    const places = manifestFiles(files)
      .filter(([file]) => !file.endsWith('.json'))
      .flatMap(([file, text]) =>
        parseObjects(text)
          .filter(({ apiVersion }) => apiVersion.includes('.fluxcd.io/'))
          .map(object => ({ file, object })),
      );
    const objects = places.map(({ object }) => object);
    return places
      .filter(({ object }) => object.kind === 'Kustomization')
      .flatMap(({ file, object }) =>
        findProblems(object, objects, rootOf(file), files).map(
          (message): Problem => ({
            path: file,
            message: `${describeObject(object)} ${message}`,
          }),
        ),
      );
  },
};

function rootOf(file: string): string {
  return file.split('/')[0];
}

function findProblems(
  object: KubernetesObject,
  objects: KubernetesObject[],
  root: string,
  files: Files,
): string[] {
  const kustomization = kustomizationSchema.safeParse(object.spec);
  if (!kustomization.success) {
    return ['has no source with a path'];
  }
  const { prune, timeout, sourceRef, dependsOn } = kustomization.data;
  const file = path.join(root, kustomization.data.path, 'kustomization.yaml');
  return [
    ...(files.has(file)
      ? []
      : [`has the path ${kustomization.data.path}, which is not there`]),
    ...(prune ? [] : ['leaves behind what is no longer described']),
    ...(timeout ? [] : ['never gives up']),
    ...[
      sourceRef,
      ...dependsOn.map(({ name }) => ({ kind: object.kind, name })),
    ]
      .filter(
        ({ kind, name }) =>
          !objects.some(
            other => other.kind === kind && other.metadata.name === name,
          ),
      )
      .map(({ kind, name }) => `names ${kind}/${name}, which is not there`),
  ];
}
