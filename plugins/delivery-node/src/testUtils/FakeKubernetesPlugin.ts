import { IncomingMessage, Server, ServerResponse, createServer } from 'http';
import { AddressInfo } from 'net';

type KubernetesObject = {
  metadata: { uid: string; labels?: Record<string, string> };
  [key: string]: unknown;
};

type Stream = { cluster: string; path: string; response: ServerResponse };

/**
 * Backstage's Kubernetes plugin with clusters behind it, over real HTTP: lists and watch streams, and ways to break them.
 *
 * @public
 */
export class FakeKubernetesPlugin {
  /** Requests so far: `<cluster> list|watch|probe <path>`. */
  readonly requests: string[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  readonly #server: Server;
  readonly #clusters: { name: string; authProvider: string }[] = [];
  readonly #objects = new Map<string, Map<string, KubernetesObject>>();
  readonly #status = new Map<string, number>();
  readonly #streams = new Set<Stream>();
  #version = 1;

  static async start(...clusters: string[]): Promise<FakeKubernetesPlugin> {
    const fake = new FakeKubernetesPlugin();
    clusters.forEach(name => fake.addCluster(name));
    await new Promise<void>(resolve =>
      fake.#server.listen(0, '127.0.0.1', resolve),
    );
    return fake;
  }

  private constructor() {
    this.#server = createServer((request, response) =>
      this.#answer(request, response),
    );
  }

  get baseUrl(): string {
    const address = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${address.port}/api/kubernetes`;
  }

  /** How many watch streams are open. */
  get openStreams(): number {
    return this.#streams.size;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  addCluster(name: string, authProvider = 'serviceAccount'): void {
    this.#clusters.push({ name, authProvider });
  }

  /** Defines a collection; a path without one answers 404, as for an absent CustomResourceDefinition. */
  serve(cluster: string, path: string, ...objects: KubernetesObject[]): void {
    this.#objects.set(
      `${cluster} ${path}`,
      new Map(objects.map(object => [object.metadata.uid, object])),
    );
  }

  put(cluster: string, path: string, object: KubernetesObject): void {
    const objects = this.#collection(cluster, path);
    const type = objects.has(object.metadata.uid) ? 'MODIFIED' : 'ADDED';
    objects.set(object.metadata.uid, object);
    this.#send(cluster, path, type, object);
  }

  delete(cluster: string, path: string, uid: string): void {
    const objects = this.#collection(cluster, path);
    const object = objects.get(uid);
    objects.delete(uid);
    this.#send(cluster, path, 'DELETED', object ?? { metadata: { uid } });
  }

  bookmark(cluster: string, path: string): void {
    this.#send(cluster, path, 'BOOKMARK', { metadata: { uid: '' } });
  }

  /** Sends watchers something that is no event. */
  garble(cluster: string, path: string): void {
    for (const stream of this.#streams) {
      if (stream.cluster === cluster && stream.path === path) {
        stream.response.write('<html>\n');
      }
    }
  }

  /** Tells watchers that their version is too old. */
  forget(cluster: string, path: string): void {
    this.#send(cluster, path, 'ERROR', {
      kind: 'Status',
      code: 410,
      metadata: { uid: '' },
    });
    for (const stream of this.#streams) {
      if (stream.cluster === cluster && stream.path === path) {
        stream.response.end();
      }
    }
  }

  /** Breaks the connections of all watch streams. */
  dropStreams(cluster: string): void {
    for (const stream of this.#streams) {
      if (stream.cluster === cluster) {
        stream.response.destroy();
      }
    }
  }

  /** Ends all watch streams after what was sent, as clusters do after a while. */
  endStreams(cluster: string): void {
    for (const stream of this.#streams) {
      if (stream.cluster === cluster) {
        stream.response.end();
      }
    }
  }

  /** Makes every request to a cluster fail, as the proxy does when the cluster is gone, until called without a status. */
  fail(
    cluster: string,
    status?: number,
    options = { dropStreams: true },
  ): void {
    if (status === undefined) {
      this.#status.delete(cluster);
      return;
    }
    this.#status.set(cluster, status);
    if (options.dropStreams) {
      this.dropStreams(cluster);
    }
  }

  #collection(cluster: string, path: string): Map<string, KubernetesObject> {
    const objects = this.#objects.get(`${cluster} ${path}`);
    if (!objects) {
      throw new Error(`Cluster '${cluster}' does not serve '${path}'`);
    }
    return objects;
  }

  #send(cluster: string, path: string, type: string, object: KubernetesObject) {
    this.#version += 1;
    const resourceVersion = String(this.#version);
    const versioned = {
      ...object,
      metadata: { ...object.metadata, resourceVersion },
    };
    for (const stream of this.#streams) {
      if (stream.cluster === cluster && stream.path === path) {
        stream.response.write(
          `${JSON.stringify({ type, object: versioned })}\n`,
        );
      }
    }
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    this.headers.push(request.headers);
    if (url.pathname === '/api/kubernetes/clusters') {
      sendJson(response, 200, { items: this.#clusters });
      return;
    }
    const cluster = String(request.headers['backstage-kubernetes-cluster']);
    const path = url.pathname.replace('/api/kubernetes/proxy', '');
    const watch = url.searchParams.get('watch') === 'true';
    const limit = url.searchParams.get('limit');
    const version = url.searchParams.get('resourceVersion');
    const read = limit === '1' ? 'probe' : 'list';
    const verb = watch ? `watch@${version}` : read;
    this.requests.push(`${cluster} ${verb} ${path}`);
    const status = this.#status.get(cluster);
    if (status) {
      sendJson(response, status, {
        error: { message: `Cluster '${cluster}' request error` },
      });
      return;
    }
    const objects = this.#objects.get(`${cluster} ${path}`);
    if (!objects) {
      sendJson(response, 404, { kind: 'Status', message: 'not found' });
      return;
    }
    if (!watch) {
      sendJson(response, 200, {
        metadata: { resourceVersion: String(this.#version) },
        items: [...objects.values()],
      });
      return;
    }
    const stream = { cluster, path, response };
    this.#streams.add(stream);
    response.on('close', () => this.#streams.delete(stream));
    // As through Backstage's proxy, headers arrive with the first event only.
    response.writeHead(200, { 'content-type': 'application/json' });
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
