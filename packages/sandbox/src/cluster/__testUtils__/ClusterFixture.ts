import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { ImageBehaviour, ImageStore } from '../../images/ImageStore';
import { SandboxClock } from '../../SandboxClock';
import { DocumentStore } from '../../storage/DocumentStore';
import { Cluster } from '../Cluster';
import { parseYamlDocuments } from '../json/parseJson';
import { KubernetesObject } from '../objects/KubernetesObject';
import { parseKubernetesObject } from '../objects/parseKubernetesObject';
import { typeOfKind } from '../ResourceTable';
import { ResourceType } from '../ResourceType';

const DEADLINE_MS = 15_000;
const LOOK_MS = 15;

/** A cluster for tests: in a folder of its own, served on a free port, fast. */
export class ClusterFixture {
  readonly folder: string;
  images: ImageStore;
  readonly clock: SandboxClock;
  readonly errors: string[] = [];
  cluster: Cluster;
  #store: DocumentStore;
  #server: Server;

  static async start(
    options: { speed?: number; watchWindow?: number } = {},
  ): Promise<ClusterFixture> {
    const fixture = new ClusterFixture(options);
    await fixture.#listen();
    return fixture;
  }

  private constructor(options: { speed?: number; watchWindow?: number }) {
    this.folder = mkdtempSync(join(tmpdir(), 'cluster-'));
    this.clock = new SandboxClock({ speed: options.speed ?? 100 });
    this.#store = DocumentStore.open(join(this.folder, 'store.sqlite'));
    this.images = new ImageStore(this.#store);
    this.cluster = this.#create(options.watchWindow);
    this.#server = this.#serve();
    this.cluster.start();
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${isInternet(address) ? address.port : 0}`;
  }

  async stop(): Promise<void> {
    this.cluster.stop();
    await this.#close();
    this.#store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Stops the cluster and starts it again on the same data. */
  async restart(): Promise<void> {
    this.cluster.stop();
    await this.#close();
    this.#store.close();
    this.#store = DocumentStore.open(join(this.folder, 'store.sqlite'));
    this.images = new ImageStore(this.#store);
    this.cluster = this.#create();
    this.#server = this.#serve();
    await this.#listen();
    this.cluster.start();
  }

  /** Pushes an image `ghcr.io/acme/shop`; returns the reference by digest. */
  image(letter: string, production: ImageBehaviour = { kind: 'healthy' }) {
    const digest = `sha256:${letter.repeat(64)}`;
    const name = 'ghcr.io/acme/shop';
    this.images.push({
      name,
      digest,
      version: '1.0.0',
      commit: letter.repeat(40),
      builtAt: '2026-01-01T00:00:00Z',
      behaviour: { production },
    });
    return `${name}@${digest}`;
  }

  /** Creates the objects of a YAML text. */
  create(yaml: string): void {
    for (const document of parseYamlDocuments(yaml)) {
      const object = parseKubernetesObject(document);
      this.cluster.api.create(this.#typeOf(object), object);
    }
  }

  /** Waits until an object exists and fulfils a condition; fails with the object as it was last. */
  async until(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    condition: (object: KubernetesObject) => boolean,
  ): Promise<KubernetesObject> {
    const find = () => this.cluster.api.find(type, namespace, name);
    await this.eventually(
      () => {
        const found = find();
        return found !== undefined && condition(found);
      },
      () => JSON.stringify(find(), undefined, 1),
    );
    return this.cluster.api.get(type, namespace, name);
  }

  async eventually(
    condition: () => boolean,
    describe: () => string | undefined = () => '',
  ): Promise<void> {
    const deadline = Date.now() + DEADLINE_MS;
    while (!condition()) {
      if (Date.now() > deadline) {
        throw new Error(`It did not come to pass: ${describe()}`);
      }
      await new Promise(resolve => setTimeout(resolve, LOOK_MS));
    }
  }

  #typeOf(object: KubernetesObject): ResourceType {
    const type = typeOfKind(object.apiVersion, object.kind);
    if (!type) {
      throw new Error(`No kind ${object.kind}`);
    }
    return type;
  }

  #create(watchWindow?: number): Cluster {
    return Cluster.create({
      store: this.#store,
      clock: this.clock,
      images: this.images,
      watchWindow,
      onControllerError: (controller, key, error) =>
        this.errors.push(`${controller} ${key}: ${error}`),
    });
  }

  #serve(): Server {
    return createServer(express().use(this.cluster.handler()));
  }

  async #listen(): Promise<void> {
    await new Promise<void>(resolve =>
      this.#server.listen(0, '127.0.0.1', resolve),
    );
  }

  async #close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}

function isInternet(
  address: string | AddressInfo | null,
): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}
