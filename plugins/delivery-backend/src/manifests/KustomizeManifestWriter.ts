import { createHash } from 'node:crypto';
import path from 'node:path';
import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  IMAGE_ANNOTATION,
  MANIFESTS_ANNOTATION,
} from '@fairway/backstage-plugin-delivery-common';
import {
  DeliveryService,
  GitRemotes,
  GitRunner,
  ManifestChangeRequest,
  ManifestCommit,
  ManifestPreview,
  ManifestWriter,
} from '@fairway/backstage-plugin-delivery-node';
import { CrashPoint, noCrash } from '../promotions/crashPoint';
import { GitMirror } from './GitMirror';
import { OverlayLocation, locateOverlay } from './OverlayLocation';
import { PROMOTION_TRAILER, WriteQueue } from './WriteQueue';
import { diffOf } from './diffOf';
import { readImageDigest, setImageDigest } from './setImageDigest';

/** Writes the image digest of kustomize overlays by plain git, from one persistent bare mirror per repository. */
export class KustomizeManifestWriter implements ManifestWriter {
  readonly id = 'kustomize';
  readonly #folder: string;
  readonly #git: GitRunner;
  readonly #remotes: GitRemotes;
  readonly #crashPoint: CrashPoint;
  readonly #mirrors = new Map<
    string,
    { mirror: GitMirror; queue: WriteQueue }
  >();

  static create(options: {
    /** Where the mirrors live; they can be deleted at any time. */
    folder: string;
    remotes: GitRemotes;
    git?: GitRunner;
    crashPoint?: CrashPoint;
  }): KustomizeManifestWriter {
    return new KustomizeManifestWriter(options);
  }

  private constructor(options: {
    folder: string;
    remotes: GitRemotes;
    git?: GitRunner;
    crashPoint?: CrashPoint;
  }) {
    this.#folder = options.folder;
    this.#remotes = options.remotes;
    this.#git = options.git ?? GitRunner.create();
    this.#crashPoint = options.crashPoint ?? noCrash;
  }

  accepts(service: DeliveryService): boolean {
    return Boolean(
      service.annotations[MANIFESTS_ANNOTATION] &&
        service.annotations[IMAGE_ANNOTATION],
    );
  }

  async preview(
    request: ManifestChangeRequest,
  ): Promise<ManifestPreview | undefined> {
    const overlay = locateOverlay(request.service, request.environment);
    const tip = await this.#open(overlay).mirror.tip();
    if (!tip) {
      return undefined;
    }
    const before = await this.#read(overlay, tip.commit);
    const after = setImageDigest(before, changeOf(overlay, request), {
      repository: overlay.repository,
      path: overlay.path,
    });
    return {
      baseCommit: tip.commit,
      asOf: tip.asOf.toISOString(),
      files: before === after ? [] : [diffOf(overlay.path, before, after)],
    };
  }

  async current(
    service: DeliveryService,
    environment: string,
  ): Promise<{ digest: string | undefined; commit: string } | undefined> {
    const overlay = locateOverlay(service, environment);
    const { mirror } = this.#open(overlay);
    const tip = await mirror.tip();
    if (!tip) {
      return undefined;
    }
    const text = await this.#read(overlay, tip.commit);
    return {
      digest: readImageDigest(text, overlay.image, overlay),
      commit: await this.#lastChange(overlay, tip.commit),
    };
  }

  async write(
    request: Parameters<ManifestWriter['write']>[0],
  ): Promise<ManifestCommit> {
    const overlay = locateOverlay(request.service, request.environment);
    const { commit } = await this.#open(overlay).queue.write({
      signal: request.signal,
      file: overlay.path,
      promotionId: request.promotionId,
      base: request.base,
      message: messageOf(request),
      author: request.author,
      check: tip => this.#expectUnchanged(overlay, request, tip),
      edit: async (text, tip) =>
        setImageDigest(
          text ?? (await this.#missing(overlay, tip)),
          changeOf(overlay, request),
          overlay,
        ),
    });
    return this.#linked(overlay, commit);
  }

  async find(
    request: ManifestChangeRequest & {
      promotionId: string;
      base?: string;
      signal: AbortSignal;
    },
  ): Promise<ManifestCommit | undefined> {
    const overlay = locateOverlay(request.service, request.environment);
    const { mirror } = this.#open(overlay);
    const tip = await mirror.refresh(request.signal);
    const found = await mirror.objects.findTrailers(
      PROMOTION_TRAILER,
      [{ value: request.promotionId, base: request.base }],
      tip.commit,
    );
    const commit = found.get(request.promotionId);
    return commit === undefined ? undefined : this.#linked(overlay, commit);
  }

  async contains(
    service: DeliveryService,
    commit: string,
    ancestor: string,
  ): Promise<boolean> {
    const overlay = locateOverlay(service, 'any');
    const { mirror } = this.#open(overlay);
    return (await mirror.tip())
      ? mirror.objects.contains(commit, ancestor)
      : false;
  }

  async refresh(service: DeliveryService, signal: AbortSignal): Promise<void> {
    await this.#open(locateOverlay(service, 'any')).mirror.refresh(signal);
  }

  #open(overlay: OverlayLocation): { mirror: GitMirror; queue: WriteQueue } {
    const key = overlay.repository.replace(/(\.git)?\/*$/, '');
    const known = this.#mirrors.get(key);
    if (known) {
      return known;
    }
    const name = createHash('sha256').update(key).digest('hex').slice(0, 24);
    const mirror = GitMirror.create({
      folder: path.join(this.#folder, `${name}.git`),
      git: this.#git,
      remote: () => this.#remotes.find(overlay.repository),
    });
    const queue = WriteQueue.create({ mirror, crashPoint: this.#crashPoint });
    const opened = { mirror, queue };
    this.#mirrors.set(key, opened);
    return opened;
  }

  async #read(overlay: OverlayLocation, commit: string): Promise<string> {
    const { objects } = this.#open(overlay).mirror;
    const text = await objects.readFile(commit, overlay.path);
    return text ?? this.#missing(overlay, commit);
  }

  async #missing(overlay: OverlayLocation, commit: string): Promise<never> {
    const { objects } = this.#open(overlay).mirror;
    const others = await objects.list(commit, overlay.overlays);
    throw new NotFoundError(
      `No file ${overlay.path} in ${overlay.repository}; ${
        others.length > 0
          ? `${overlay.overlays} has: ${others.slice(0, 20).join(', ')}`
          : `there is no folder ${overlay.overlays} either`
      }. Add the overlay, or correct the annotation fairway.dev/manifests-path of the service`,
    );
  }

  /** The newest commit that can change what the environment gets: overlays of other environments do not. */
  async #lastChange(overlay: OverlayLocation, tip: string): Promise<string> {
    const { objects } = this.#open(overlay).mirror;
    const overlays = await objects.list(tip, overlay.overlays);
    return objects.lastChange(tip, {
      folder: overlay.home,
      except: overlays
        .filter(name => name !== overlay.environment)
        .map(name => `${overlay.overlays}/${name}`),
    });
  }

  async #expectUnchanged(
    overlay: OverlayLocation,
    { unchangedSince }: Parameters<ManifestWriter['write']>[0],
    tip: string,
  ): Promise<void> {
    if (unchangedSince === undefined) {
      return;
    }
    const { mirror } = this.#open(overlay);
    const newest = await this.#lastChange(overlay, tip);
    if (!(await mirror.objects.contains(unchangedSince, newest))) {
      throw new ConflictError(
        `The manifests of ${overlay.environment} in ${
          overlay.repository
        } changed in commit ${newest.slice(
          0,
          7,
        )} after they were approved; approve again`,
      );
    }
  }

  #linked(overlay: OverlayLocation, commit: string): ManifestCommit {
    return { commit, url: this.#remotes.commitUrl(overlay.repository, commit) };
  }
}

function changeOf(overlay: OverlayLocation, request: ManifestChangeRequest) {
  return {
    image: overlay.image,
    digest: request.release.digest,
    version: request.release.version,
  };
}

function messageOf(request: Parameters<ManifestWriter['write']>[0]): string {
  const trailers = {
    ...request.trailers,
    [PROMOTION_TRAILER]: request.promotionId,
  };
  const lines = Object.entries(trailers).map(
    ([key, value]) => `${key}: ${value.replace(/\s+/g, ' ').trim()}`,
  );
  return `${request.message.trim()}\n\n${lines.join('\n')}\n`;
}
