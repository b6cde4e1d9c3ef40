import { ServiceDirectory } from '../services/ServiceDirectory';
import { InstalledSources } from './SourceSupervisor';

/** Knows which sources observe which services, by the services' annotations. */
export class ObservedServices {
  readonly #installed: InstalledSources;
  readonly #directory: ServiceDirectory;

  static create(options: {
    installed: InstalledSources;
    directory: ServiceDirectory;
  }): ObservedServices {
    return new ObservedServices(options.installed, options.directory);
  }

  private constructor(
    installed: InstalledSources,
    directory: ServiceDirectory,
  ) {
    this.#installed = installed;
    this.#directory = directory;
  }

  /** False if the source says that the service is none of its own: it then tells nothing of it, also when it fails. */
  has(sourceId: string, serviceRef: string): boolean {
    const { runSources, deploymentSources, findingSources } = this.#installed;
    const service = this.#directory.find(serviceRef);
    const source = [
      ...runSources,
      ...deploymentSources,
      ...findingSources,
    ].find(({ id }) => id === sourceId);
    return !service || !source?.observes || source.observes(service);
  }
}
