import { ServiceUnavailableError } from '@backstage/errors';
import { ManifestWriter } from '@fairway/backstage-plugin-delivery-node';
import { PromotedService, PromotionEnginePorts } from './PromotionEnginePorts';
import { Place } from './PromotionFacts';
import { StoredApproval, StoredPromotion } from './StoredPromotion';
import { isVerdict } from './writeManifests';

const REFRESH_PAUSE = 5_000;

/** The manifests are not as they must be: somebody has to mend them, a retry does not. */
export class ManifestsVerdict extends Error {
  override readonly name = 'ManifestsVerdict';
}

/** The local copies of manifests, and when they have to be read anew. */
export class PromotionManifests {
  readonly #ports: Pick<PromotionEnginePorts, 'writers' | 'clock'>;
  readonly #refreshedAt = new Map<string, number>();

  static create(
    ports: Pick<PromotionEnginePorts, 'writers' | 'clock'>,
  ): PromotionManifests {
    return new PromotionManifests(ports);
  }

  private constructor(ports: Pick<PromotionEnginePorts, 'writers' | 'clock'>) {
    this.#ports = ports;
  }

  /** The writer of a service's manifests. */
  writerOf(service: PromotedService): ManifestWriter {
    const writer = this.#ports.writers.find(each => each.accepts(service));
    if (!writer) {
      throw new ServiceUnavailableError(
        `Nothing can write the manifests of '${service.ref}'; give it the annotations fairway.dev/manifests and fairway.dev/image`,
      );
    }
    return writer;
  }

  /** The newest commit that can change an environment, by the local copy. */
  async commit(place: Place): Promise<string | undefined> {
    try {
      const current = await this.writerOf(place.service).current(
        place.service,
        place.environment.name,
      );
      return current?.commit;
    } catch (error) {
      throw isVerdict(error) ? new ManifestsVerdict(error.message) : error;
    }
  }

  /** Looks at the remote of a service's manifests. */
  async refresh({ service }: Place, signal: AbortSignal): Promise<void> {
    await this.writerOf(service).refresh(service, signal);
    this.#refreshedAt.set(service.ref, this.#ports.clock().getTime());
  }

  /**
   * Before the write is decided the manifests must be as new as can be; until then any local copy will do that no
   * approval contradicts. The write itself looks at the remote again.
   */
  async read(
    promotion: StoredPromotion,
    options: {
      approvals: StoredApproval[];
      place: Place;
      signal: AbortSignal;
    },
  ): Promise<void> {
    const { approvals, place, signal } = options;
    const due =
      promotion.state === 'queued' ||
      (promotion.state === 'writing' && !this.#refreshedLately(place)) ||
      (await this.#isBehind(promotion, approvals, place));
    if (due) {
      await this.refresh(place, signal);
    }
  }

  /**
   * The commit that the entry is decided about. Once the write was begun, broken manifests are no verdict: they may have
   * been broken after the push, so its commit is looked for first.
   */
  async entryCommit(
    { state }: StoredPromotion,
    place: Place,
  ): Promise<string | undefined> {
    try {
      return await this.commit(place);
    } catch (error) {
      if (state === 'writing' && error instanceof ManifestsVerdict) {
        return undefined;
      }
      throw error;
    }
  }

  /** True if a revision that runs has a commit; looks at the remote if the local copy does not say so. */
  async contains(
    place: Place,
    options: { revision: string; commit: string; signal: AbortSignal },
  ): Promise<boolean> {
    const { revision, commit, signal } = options;
    if (revision === commit) {
      return true;
    }
    const { service } = place;
    const writer = this.writerOf(service);
    if (await writer.contains(service, revision, commit)) {
      return true;
    }
    if (this.#refreshedLately(place)) {
      return false;
    }
    await this.refresh(place, signal);
    return writer.contains(service, revision, commit);
  }

  /** True if another replica may have read newer manifests, such as the approvers saw. Approvals to older ones lapse. */
  async #isBehind(
    promotion: StoredPromotion,
    approvals: StoredApproval[],
    place: Place,
  ): Promise<boolean> {
    const local = await this.entryCommit(promotion, place);
    return (
      local === undefined ||
      approvals.some(each => !each.lapsedAt && each.manifestsCommit !== local)
    );
  }

  #refreshedLately({ service }: Place): boolean {
    const last = this.#refreshedAt.get(service.ref) ?? 0;
    return this.#ports.clock().getTime() - last < REFRESH_PAUSE;
  }
}
