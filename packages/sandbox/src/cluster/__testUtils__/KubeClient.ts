import { KubernetesObject, V1Pod } from '@kubernetes/client-node';

type Library = typeof import('@kubernetes/client-node');

const DEADLINE_MS = 20_000;
const LOOK_MS = 15;

/** The stock Kubernetes client, pointed at a cluster under test. */
export class KubeClient {
  readonly library: Library;
  readonly #url: () => string;

  /** The address is asked for anew each time: a cluster that was restarted listens elsewhere. */
  static async load(url: () => string): Promise<KubeClient> {
    return new KubeClient(await import('@kubernetes/client-node'), url);
  }

  private constructor(library: Library, url: () => string) {
    this.library = library;
    this.#url = url;
  }

  get config() {
    const config = new this.library.KubeConfig();
    config.loadFromOptions({
      clusters: [{ name: 'c', server: this.#url(), skipTLSVerify: true }],
      users: [{ name: 'u', token: 'any' }],
      contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
      currentContext: 'x',
    });
    return config;
  }

  get core() {
    return this.config.makeApiClient(this.library.CoreV1Api);
  }

  get apps() {
    return this.config.makeApiClient(this.library.AppsV1Api);
  }

  get batch() {
    return this.config.makeApiClient(this.library.BatchV1Api);
  }

  get custom() {
    return this.config.makeApiClient(this.library.CustomObjectsApi);
  }

  /** Any kind of object, by what its manifest says it is. */
  get objects() {
    return this.library.KubernetesObjectApi.makeApiClient(this.config);
  }

  get jsonPatch() {
    return this.#contentType(this.library.PatchStrategy.JsonPatch);
  }

  get mergePatch() {
    return this.#contentType(this.library.PatchStrategy.MergePatch);
  }

  get strategicPatch() {
    return this.#contentType(this.library.PatchStrategy.StrategicMergePatch);
  }

  get serverSideApply() {
    return this.#contentType(this.library.PatchStrategy.ServerSideApply);
  }

  #contentType(strategy: string) {
    return this.library.setHeaderOptions('Content-Type', strategy);
  }

  /** Creates the objects of a YAML text. */
  async create(yaml: string): Promise<void> {
    for (const object of this.library.loadAllYaml(yaml)) {
      await this.objects.create(object);
    }
  }

  /** Reads until what was read fulfils a condition; fails with what was read last. */
  async until<T>(
    read: () => Promise<T>,
    condition: (found: T) => boolean,
  ): Promise<T> {
    const deadline = Date.now() + DEADLINE_MS;
    for (;;) {
      const found = await read();
      if (condition(found)) {
        return found;
      }
      if (Date.now() > deadline) {
        throw new Error(
          `It did not come to pass: ${JSON.stringify(found, undefined, 1)}`,
        );
      }
      await new Promise(resolve => setTimeout(resolve, LOOK_MS));
    }
  }

  /** The answer that a request was refused with. */
  async failure(work: Promise<unknown>) {
    try {
      await work;
    } catch (error) {
      if (error instanceof this.library.ApiException) {
        return { code: error.code, body: JSON.parse(String(error.body)) };
      }
      throw error;
    }
    throw new Error('It did not fail');
  }

  async pods(namespace: string, labelSelector?: string): Promise<V1Pod[]> {
    const { items } = await this.core.listNamespacedPod({
      namespace,
      labelSelector,
    });
    return items;
  }

  async events(namespace: string, name: string): Promise<string[]> {
    const { items } = await this.core.listNamespacedEvent({
      namespace,
      fieldSelector: `involvedObject.name=${name}`,
    });
    return items.map(event => `${event.type} ${event.reason}`);
  }

  /**
   * Watches from now on and hands every state that the watched objects were in to `see`, none left out.
   * Returns how to end it.
   */
  async follow<T extends KubernetesObject>(
    path: string,
    see: (all: T[]) => void,
  ): Promise<() => void> {
    const all = new Map<string, T>();
    const watch = new this.library.Watch(this.config);
    const controller = await watch.watch(
      path,
      {},
      (type: string, object: T) => {
        const key = `${object.metadata?.namespace}/${object.metadata?.name}`;
        if (type === 'DELETED') {
          all.delete(key);
        } else {
          all.set(key, object);
        }
        see([...all.values()]);
      },
      () => {},
    );
    return () => controller.abort();
  }
}

/** Whether a pod serves. */
export function isServing(pod: V1Pod): boolean {
  return (
    pod.metadata?.deletionTimestamp === undefined &&
    (pod.status?.conditions ?? []).some(
      condition => condition.type === 'Ready' && condition.status === 'True',
    )
  );
}
