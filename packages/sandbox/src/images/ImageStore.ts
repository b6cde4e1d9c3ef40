import { DocumentCollection, DocumentStore } from '../storage/DocumentStore';

/** How a container of an image behaves once it is started in an environment. */
export type ImageBehaviour =
  | { kind: 'healthy' }
  /** The container exits again and again. */
  | { kind: 'crash-loop'; message: string }
  /** It starts and serves, but its error rate and latency are too high. */
  | { kind: 'high-error-rate'; errorRate: number };

/** What the sandbox knows of an image that a pipeline pushed. */
export interface SandboxImage {
  /** Without tag or digest: `ghcr.io/acme/checkout-api`. */
  name: string;
  digest: string;
  version: string;
  commit: string;
  builtAt: string;
  /** Behaviour per environment (`development`, `staging`, …); where none is named the image is healthy. */
  behaviour: Record<string, ImageBehaviour>;
  /** Environments that cannot pull the image. */
  unavailableIn?: string[];
}

/**
 * Stands in for the container registry: the runner pushes here, the cluster pulls from here. An image that is
 * not here cannot be pulled.
 */
export class ImageStore {
  readonly #images: DocumentCollection<SandboxImage>;

  constructor(store: DocumentStore) {
    this.#images = store.collection('images');
  }

  push(image: SandboxImage): void {
    this.#images.put(image.digest, image);
  }

  pull(digest: string): SandboxImage | undefined {
    return this.#images.get(digest);
  }

  /** The image of a name that a tag stands for: its version, or whatever ends with its commit. */
  find(name: string, tag: string): SandboxImage | undefined {
    return this.#images
      .list()
      .map(({ value }) => value)
      .find(
        image =>
          image.name === name &&
          (image.version === tag || tag.endsWith(`-${image.commit}`)),
      );
  }

  /** Undefined if the environment cannot pull the image. */
  behaviourIn(digest: string, environment: string): ImageBehaviour | undefined {
    const image = this.pull(digest);
    if (image?.unavailableIn?.includes(environment)) {
      return undefined;
    }
    return image && (image.behaviour[environment] ?? { kind: 'healthy' });
  }
}
