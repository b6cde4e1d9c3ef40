import { ImageBehaviour, ImageStore } from '../../images/ImageStore';
import { NAMESPACE } from '../knownTypes';
import { objectsAt, textAt } from '../json/Json';
import { KubernetesApi } from '../KubernetesApi';
import { KubernetesObject } from '../objects/KubernetesObject';
import { parseImageReference } from './imageReference';

/** What becomes of a container: its image's behaviour, or that the image cannot be pulled. */
export type ContainerBehaviour = ImageBehaviour | { kind: 'unknown-image' };

/** Looks up how the containers of a pod behave where the pod runs. */
export class ContainerBehaviours {
  readonly #api: KubernetesApi;
  readonly #images: ImageStore;
  readonly #ownRegistry: string;

  static create(options: {
    api: KubernetesApi;
    images: ImageStore;
    /** Images under this prefix exist only if a pipeline pushed them; others are public ones such as curl. */
    ownRegistry: string;
  }): ContainerBehaviours {
    return new ContainerBehaviours(options);
  }

  private constructor(options: {
    api: KubernetesApi;
    images: ImageStore;
    ownRegistry: string;
  }) {
    this.#api = options.api;
    this.#images = options.images;
    this.#ownRegistry = options.ownRegistry;
  }

  /** The environment of a pod: its own label, else the label of its namespace. */
  environmentOf(pod: KubernetesObject): string {
    const label = 'fairway.dev/environment';
    const namespace = this.#api.find(
      NAMESPACE,
      undefined,
      pod.metadata.namespace ?? '',
    );
    return (
      pod.metadata.labels?.[label] ?? namespace?.metadata.labels?.[label] ?? ''
    );
  }

  of(pod: KubernetesObject, image: string): ContainerBehaviour {
    const { name, digest, tag } = parseImageReference(image);
    const reference =
      digest ?? this.#images.find(name, tag ?? 'latest')?.digest;
    const behaviour =
      reference === undefined
        ? undefined
        : this.#images.behaviourIn(reference, this.environmentOf(pod));
    if (behaviour) {
      return behaviour;
    }
    return name.startsWith(this.#ownRegistry)
      ? { kind: 'unknown-image' }
      : { kind: 'healthy' };
  }

  /** The worst behaviour among a pod's containers. */
  ofPod(pod: KubernetesObject): ContainerBehaviour {
    const all = objectsAt(pod, 'spec', 'containers').map(container =>
      this.of(pod, textAt(container, 'image') ?? ''),
    );
    return (
      all.find(behaviour => behaviour.kind === 'unknown-image') ??
      all.find(behaviour => behaviour.kind === 'crash-loop') ??
      all.find(behaviour => behaviour.kind === 'high-error-rate') ?? {
        kind: 'healthy',
      }
    );
  }
}
