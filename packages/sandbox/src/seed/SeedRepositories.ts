import { KubernetesObject } from '../cluster/objects/KubernetesObject';
import { CommitResult, Signature } from '../forge/git/CommitInput';
import {
  ImageChoice,
  setImageDigest,
} from '../runner/manifests/setImageDigest';
import { SandboxClock } from '../SandboxClock';
import { changeModule } from './changeModule';
import { createCatalogInfo } from './createCatalogInfo';
import { HistoryForge } from './git/HistoryForge';
import { ORGANIZATION, people } from './people';
import { renderContent } from './renderContent';
import { parseApplications } from './SeedApplication';
import { SeedEnvironment, SeedService } from './SeedService';

/** A commit to one of the two repositories. */
export interface SeedCommit {
  message: string;
  author: Signature;
  files: Record<string, string>;
  branch?: string;
}

/** The service repository and the manifests repository of a seeded service. */
export class SeedRepositories {
  readonly #service: SeedService;
  readonly #forge: HistoryForge;
  readonly #clock: SandboxClock;
  readonly #values: Record<string, string>;
  #files: Record<string, string> = {};
  #manifests: Record<string, string> = {};

  constructor(options: {
    service: SeedService;
    forge: HistoryForge;
    clock: SandboxClock;
    forgeUrl: string;
    metricsUrl: string;
  }) {
    const { service, forgeUrl, metricsUrl } = options;
    this.#service = service;
    this.#forge = options.forge;
    this.#clock = options.clock;
    const repositoryUrl = `${forgeUrl}/${ORGANIZATION}/${service.name}`;
    this.#values = {
      name: service.name,
      description: service.description,
      organization: ORGANIZATION,
      owner: `group:default/${service.owner}`,
      ownerName: service.owner,
      image: `ghcr.io/${ORGANIZATION}/${service.name}`,
      repositoryUrl,
      manifestsUrl: `${repositoryUrl}-manifests`,
      prometheusUrl: metricsUrl,
      pipeline: 'standard',
      system: `system:default/${service.system}`,
      task: 'seed',
    };
  }

  get image(): string {
    return this.#values.image;
  }

  get applications(): KubernetesObject[] {
    return parseApplications(this.#manifests['argocd/applications.yaml']);
  }

  /** Makes both repositories, as the wizard leaves them. */
  async create(sandboxFile: string): Promise<void> {
    const { name, description } = this.#service;
    this.#files = {
      ...(await renderContent('service', this.#values)),
      'catalog-info.yaml': createCatalogInfo(this.#service, this.#values),
      '.sandbox.yaml': sandboxFile,
    };
    this.#manifests = await renderContent('manifests', this.#values);
    await this.#createRepository(name, description);
    await this.commit({
      message: 'Create the service',
      author: people.pia,
      files: this.#files,
    });
    await this.#createRepository(
      `${name}-manifests`,
      `What runs where of ${name}`,
    );
    await this.#commitTo(`${name}-manifests`, {
      message: 'Create the manifests',
      author: people.pia,
      files: this.#manifests,
    });
    this.#protect();
  }

  /** Commits to the service repository. */
  async commit(commit: SeedCommit): Promise<CommitResult> {
    return this.#commitTo(this.#service.name, commit);
  }

  /** A module of the service after one more change; on a branch the change is not remembered. */
  changeModule(
    module: string,
    subject: string,
    branch = 'main',
  ): Record<string, string> {
    const path = `src/app/${module}.py`;
    const changed = { [path]: changeModule(this.#files[path], subject) };
    if (branch === 'main') {
      this.#files = { ...this.#files, ...changed };
    }
    return changed;
  }

  createBranch(branch: string): void {
    this.#forge
      .repository(ORGANIZATION, this.#service.name)
      .createBranch(branch, 'main');
  }

  /** Says what the overlay of an environment names by now, when the pipeline wrote it. */
  noteImage(environment: SeedEnvironment, choice: ImageChoice): void {
    const path = overlayPath(environment);
    this.#manifests[path] = setImageDigest(this.#manifests[path], choice);
  }

  /** Commits a release to the overlay of an environment. */
  async writeImage(
    environment: SeedEnvironment,
    choice: ImageChoice,
    commit: Omit<SeedCommit, 'files'>,
  ): Promise<void> {
    this.noteImage(environment, choice);
    const path = overlayPath(environment);
    await this.#commitTo(`${this.#service.name}-manifests`, {
      ...commit,
      files: { [path]: this.#manifests[path] },
    });
  }

  async #createRepository(name: string, description: string): Promise<void> {
    await this.#forge.actions.createRepository({
      owner: ORGANIZATION,
      name,
      description,
      createdAt: this.#clock.now(),
      silent: true,
    });
  }

  async #commitTo(repo: string, commit: SeedCommit): Promise<CommitResult> {
    return this.#forge.actions.commitFiles({
      branch: 'main',
      ...commit,
      owner: ORGANIZATION,
      repo,
      pusher: commit.author.email.split('@')[0],
      date: this.#clock.now(),
      silent: true,
    });
  }

  #protect(): void {
    this.#forge.actions.protectBranch(
      ORGANIZATION,
      this.#service.name,
      'main',
      {
        requiredStatusChecks: { strict: false, contexts: ['Security gate 1'] },
        requiredReviews: {
          approvingReviewCount: 1,
          requireCodeOwnerReviews: false,
          dismissStaleReviews: true,
          requireLastPushApproval: false,
        },
        enforceAdmins: false,
        requiredLinearHistory: false,
        requiredConversationResolution: true,
        requiredSignatures: false,
        allowForcePushes: false,
        allowDeletions: false,
        blockCreations: false,
      },
    );
  }
}

function overlayPath(environment: SeedEnvironment): string {
  return `manifests/environments/${environment}/kustomization.yaml`;
}
