import { z } from 'zod';
import { JsonObject } from '../json/Json';
import { KubernetesApi } from '../KubernetesApi';
import { KubernetesObject } from '../objects/KubernetesObject';
import { apiVersionOf } from '../ResourceType';
import { parseFieldSelector } from '../selectors/fieldSelector';
import { parseLabelSelector } from '../selectors/labelSelector';
import { StatusError } from '../StatusError';
import { RequestTarget } from './RequestTarget';

/** The object filter that the query parameters of a list or watch ask for. */
export function filterOf(
  target: RequestTarget,
  query: URLSearchParams,
): (object: KubernetesObject) => boolean {
  const labels = parseLabelSelector(query.get('labelSelector') ?? '');
  const fields = parseFieldSelector(
    target.type,
    query.get('fieldSelector') ?? '',
  );
  return object =>
    (target.namespace === undefined ||
      object.metadata.namespace === target.namespace) &&
    (target.name === undefined || object.metadata.name === target.name) &&
    labels(object.metadata.labels) &&
    fields(object);
}

/** A list as the API answers it, in pages when a limit is asked for. */
export function listObjects(
  api: KubernetesApi,
  target: RequestTarget,
  query: URLSearchParams,
): JsonObject {
  const matching = api.objects
    .list(target.type, target.namespace)
    .filter(filterOf(target, query));
  const limit = Number(query.get('limit') ?? 0);
  const before = decodeContinue(query.get('continue'));
  if (before && before.version < api.objects.oldestVersion) {
    throw new StatusError({
      code: 410,
      reason: 'Expired',
      message:
        'The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter.',
    });
  }
  // All pages carry the version of the first: whoever watches from there misses nothing that changed meanwhile.
  const version = before?.version ?? api.objects.version;
  const remaining = before
    ? matching.filter(object => positionOf(object) > before.position)
    : matching;
  const page = limit > 0 ? remaining.slice(0, limit) : remaining;
  const last = page[page.length - 1];
  const left = remaining.length - page.length;
  return {
    kind: `${target.type.kind}List`,
    apiVersion: apiVersionOf(target.type),
    metadata: {
      resourceVersion: String(version),
      ...(left > 0 && last
        ? {
            continue: Buffer.from(
              JSON.stringify({ version, position: positionOf(last) }),
            ).toString('base64url'),
            remainingItemCount: left,
          }
        : {}),
    },
    items: page,
  };
}

function positionOf(object: KubernetesObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

const continueSchema = z.object({ version: z.number(), position: z.string() });

function decodeContinue(token: string | null) {
  if (!token) {
    return undefined;
  }
  try {
    return continueSchema.parse(
      JSON.parse(Buffer.from(token, 'base64url').toString()),
    );
  } catch {
    throw StatusError.badRequest('continue key is not valid');
  }
}
