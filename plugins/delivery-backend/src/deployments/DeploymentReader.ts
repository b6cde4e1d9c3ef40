import { SourceStatusReader } from '../sources/SourceStatusReader';
import { ReleaseStore } from '../releases/ReleaseStore';
import { summarizeRelease } from '../releases/summarizeRelease';
import { DatabaseDeploymentStore } from './DatabaseDeploymentStore';
import { DeploymentStore, ObservedDeployment } from './DeploymentStore';

interface Options {
  store: DatabaseDeploymentStore;
  releases: ReleaseStore;
  sources: SourceStatusReader;
}

/** Joins stored deployments with their releases and with how fresh they are. */
export class DeploymentReader implements DeploymentStore {
  readonly #options: Options;

  static create(options: Options): DeploymentReader {
    return new DeploymentReader(options);
  }

  private constructor(options: Options) {
    this.#options = options;
  }

  async get(
    serviceRef: string,
    environment: string,
  ): Promise<ObservedDeployment | undefined> {
    const all = await this.list(serviceRef);
    return all.find(each => each.environment === environment);
  }

  async list(serviceRef: string): Promise<ObservedDeployment[]> {
    const { store, releases, sources } = this.#options;
    const [stored, status] = await Promise.all([
      store.list(serviceRef),
      sources.ofService(serviceRef),
    ]);
    return Promise.all(
      stored.map(async ({ sources: seenBy, ...deployment }) => {
        const release =
          deployment.digest &&
          (await releases.findByDigest(serviceRef, deployment.digest));
        return {
          ...deployment,
          release: release ? summarizeRelease(release) : undefined,
          provenance: status.deployments(deployment.environment, seenBy),
        };
      }),
    );
  }
}
