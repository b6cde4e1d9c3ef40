import { isObject, Json, JsonObject } from '../cluster/json/Json';
import { equalJson } from '../cluster/json/equalJson';
import { parseJson } from '../cluster/json/parseJson';
import { KubernetesApi } from '../cluster/KubernetesApi';
import { applyDefaults } from '../cluster/objects/applyDefaults';
import { KubernetesObject } from '../cluster/objects/KubernetesObject';
import { parseKubernetesObject } from '../cluster/objects/parseKubernetesObject';
import { threeWayMerge } from '../cluster/patches/threeWayMerge';
import { typeOfKind } from '../cluster/ResourceTable';
import { ResourceType } from '../cluster/ResourceType';
import { StatusError } from '../cluster/StatusError';
import { Application } from './Application';

const TRACKING_ID = 'argocd.argoproj.io/tracking-id';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** How a desired object compares with the cluster. */
export type Comparison = 'Synced' | 'OutOfSync' | 'Missing';

/** Applies, compares and prunes the objects of Applications, by Argo CD's annotation tracking. */
export class ResourceApplier {
  readonly #api: KubernetesApi;
  // Objects of the cluster are frozen, and made anew when they change.
  readonly #compared = new WeakMap<
    KubernetesObject,
    { desired: KubernetesObject; comparison: Comparison }
  >();

  constructor(options: { api: KubernetesApi }) {
    this.#api = options.api;
  }

  /** The type of an object; throws a sentence for people if the cluster has none such. */
  typeOf(object: KubernetesObject): ResourceType {
    const type = typeOfKind(object.apiVersion, object.kind);
    if (!type) {
      throw StatusError.badRequest(
        `no matches for kind "${object.kind}" in version "${object.apiVersion}"`,
      );
    }
    return type;
  }

  live(object: KubernetesObject): KubernetesObject | undefined {
    const { name, namespace } = object.metadata;
    return this.#api.find(this.typeOf(object), namespace, name);
  }

  compare(application: Application, desired: KubernetesObject): Comparison {
    const live = this.live(desired);
    if (!live) {
      return 'Missing';
    }
    const known = this.#compared.get(live);
    if (known?.desired === desired) {
      return known.comparison;
    }
    const comparison = equalJson(this.#merged(application, desired, live), live)
      ? 'Synced'
      : 'OutOfSync';
    this.#compared.set(live, { desired, comparison });
    return comparison;
  }

  apply(
    application: Application,
    desired: KubernetesObject,
  ): 'created' | 'configured' | 'unchanged' {
    const type = this.typeOf(desired);
    const live = this.live(desired);
    if (!live) {
      this.#api.create(type, this.#tracked(application, desired));
      return 'created';
    }
    const merged = this.#merged(application, desired, live);
    if (equalJson(merged, live)) {
      return 'unchanged';
    }
    this.#api.update(type, merged);
    return 'configured';
  }

  remove(object: KubernetesObject): void {
    const { name, namespace } = object.metadata;
    this.#api.delete(this.typeOf(object), namespace, name, {
      propagationPolicy: 'Foreground',
    });
  }

  /** The objects that carry an Application's tracking annotation. */
  tracked(application: Application): KubernetesObject[] {
    const prefix = `${application.name}:`;
    return this.#api.objects
      .all()
      .filter(({ metadata }) =>
        metadata.annotations?.[TRACKING_ID]?.startsWith(prefix),
      );
  }

  #tracked(
    application: Application,
    desired: KubernetesObject,
  ): KubernetesObject {
    const { group } = this.typeOf(desired);
    const { name, namespace, annotations } = desired.metadata;
    return {
      ...desired,
      metadata: {
        ...desired.metadata,
        annotations: {
          ...annotations,
          [TRACKING_ID]: `${application.name}:${group}/${desired.kind}:${
            namespace ?? ''
          }/${name}`,
          [LAST_APPLIED]: JSON.stringify(desired),
        },
      },
    };
  }

  #merged(
    application: Application,
    desired: KubernetesObject,
    live: KubernetesObject,
  ): KubernetesObject {
    const tracked = this.#tracked(application, desired);
    const type = this.typeOf(desired);
    // Defaults are filled in again, or a replaced list would differ from the live one for ever.
    return applyDefaults(
      parseKubernetesObject(
        threeWayMerge(
          live,
          tracked,
          lastApplied(live),
          type.custom ? 'replace' : 'by-key',
        ),
      ),
    );
  }
}

function lastApplied(live: KubernetesObject): JsonObject {
  const text = live.metadata.annotations?.[LAST_APPLIED];
  const value: Json = text ? parseJson(text) : {};
  if (!isObject(value)) {
    return {};
  }
  // The annotation itself is written anew by every apply.
  return value;
}
