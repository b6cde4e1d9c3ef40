import { JsonObject, objectAt, textAt } from '../json/Json';
import { EXTERNAL_SECRET, SEALED_SECRET, SECRET } from '../knownTypes';
import {
  formatTime,
  KubernetesObject,
  ownerReferenceTo,
} from '../objects/KubernetesObject';
import { ObjectChange } from '../objects/ObjectStore';
import { withConditions } from './conditions';
import { Controller, ControllerContext, keyOf, splitKey } from './Controller';

const SOURCES = [EXTERNAL_SECRET, SEALED_SECRET];

/**
 * Stands in for External Secrets and Sealed Secrets: what is asked for is always found, and its Secret is there, without the
 * content that only the real ones know.
 */
export class SecretSourceController implements Controller {
  readonly name = 'secretsource';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  allKeys(): string[] {
    return SOURCES.flatMap(type =>
      this.#context.api.objects.list(type).map(keyOf),
    );
  }

  keysFor(change: ObjectChange): string[] {
    return SOURCES.includes(change.resource) ? [keyOf(change.object)] : [];
  }

  reconcile(key: string): number | undefined {
    const { api } = this.#context;
    const { namespace, name } = splitKey(key);
    const external = api.find(EXTERNAL_SECRET, namespace, name);
    if (external && !external.metadata.deletionTimestamp) {
      const target = textAt(external, 'spec', 'target', 'name') ?? name;
      this.#ensureSecret(external, target);
      api.setStatus(EXTERNAL_SECRET, external, {
        ...this.#status(external, {
          type: 'Ready',
          reason: 'SecretSynced',
          message: 'secret synced',
        }),
        binding: { name: target },
        refreshTime:
          textAt(external, 'status', 'refreshTime') ??
          formatTime(this.#context.clock.now()),
      });
    }
    const sealed = api.find(SEALED_SECRET, namespace, name);
    if (sealed && !sealed.metadata.deletionTimestamp) {
      this.#ensureSecret(sealed, name);
      api.setStatus(SEALED_SECRET, sealed, {
        ...this.#status(sealed, {
          type: 'Synced',
          reason: 'Unsealed',
          message: 'SealedSecret unsealed successfully',
        }),
        observedGeneration: sealed.metadata.generation,
      });
    }
    return undefined;
  }

  #ensureSecret(source: KubernetesObject, name: string): void {
    const { api } = this.#context;
    const { namespace } = source.metadata;
    if (api.find(SECRET, namespace, name)) {
      return;
    }
    const keys = Object.keys(objectAt(source, 'spec', 'encryptedData'));
    api.create(SECRET, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name,
        namespace,
        ownerReferences: [ownerReferenceTo(source)],
      },
      type: 'Opaque',
      data: Object.fromEntries(keys.map(key => [key, ''])),
    });
  }

  #status(
    source: KubernetesObject,
    condition: { type: string; reason: string; message: string },
  ): JsonObject {
    return {
      conditions: withConditions(
        source,
        [{ ...condition, status: 'True' }],
        this.#context.clock.now(),
      ),
    };
  }
}
