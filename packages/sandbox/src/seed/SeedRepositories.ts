import { KubernetesObject } from '../cluster/objects/KubernetesObject';
import { CommitResult, Signature } from '../forge/git/CommitInput';
import {
  ImageChoice,
  setImageDigest,
} from '../runner/manifests/setImageDigest';
import { SandboxFinding } from '../runner/SandboxFile';
import { SandboxClock } from '../SandboxClock';
import { changeModule } from './changeModule';
import { createSandboxFile } from './createSandboxFile';
import { createWaivers } from './createWaivers';
import { HistoryForge } from './git/HistoryForge';
import { ORGANIZATION, people } from './people';
import { parseApplications } from './SeedApplication';
import { CommitEvent, SeedEnvironment, SeedService } from './SeedService';
import { createAnswers } from './template/createAnswers';
import { renderService, RepositoryFiles } from './template/renderService';

const WAIVERS = '.security/waivers.yaml';
/** Long enough for the whole history, and less than gates allow. */
const WAIVED_MS = 100 * 24 * 60 * 60 * 1000;

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
  readonly #urls: { forgeUrl: string; metricsUrl: string };
  readonly #waivedUntil: Date;
  #files: RepositoryFiles = {};
  #waiversTemplate = '';
  #manifests: RepositoryFiles = {};

  constructor(options: {
    service: SeedService;
    forge: HistoryForge;
    clock: SandboxClock;
    forgeUrl: string;
    metricsUrl: string;
  }) {
    const { service, forge, clock, forgeUrl, metricsUrl } = options;
    this.#service = service;
    this.#forge = forge;
    this.#clock = clock;
    this.#urls = { forgeUrl, metricsUrl };
    this.#waivedUntil = new Date(clock.now().getTime() + WAIVED_MS);
  }

  get image(): string {
    return `ghcr.io/${ORGANIZATION}/${this.#service.name}`;
  }

  get applications(): KubernetesObject[] {
    return parseApplications(this.#manifests['argocd/applications.yaml']);
  }

  /** What the wizard registers with Argo CD besides the Applications. */
  get gitopsObjects(): KubernetesObject[] {
    return ['project', 'previews'].flatMap(name =>
      parseApplications(this.#manifests[`argocd/${name}.yaml`]),
    );
  }

  /** Makes both repositories, as the wizard leaves them. */
  async create(findings: SandboxFinding[]): Promise<void> {
    const { name, description, owner, system } = this.#service;
    const { service, manifests } = await renderService(
      createAnswers({
        ...this.#urls,
        name,
        description,
        owner,
        system,
        organization: ORGANIZATION,
        task: 'seed',
      }),
    );
    this.#manifests = manifests;
    this.#waiversTemplate = service[WAIVERS];
    this.#files = { ...service, ...this.describe(findings) };
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

  /** What is known of the weaknesses of a commit, and of what shall become of it. */
  describe(
    findings: SandboxFinding[],
    event?: Pick<CommitEvent, 'failingJob' | 'quarantine' | 'unhealthyIn'>,
  ): RepositoryFiles {
    const waivers = createWaivers(findings, {
      template: this.#waiversTemplate,
      owner: this.#service.owner,
      expires: this.#waivedUntil,
    });
    return {
      '.sandbox.yaml': createSandboxFile(findings, event),
      [WAIVERS]: waivers,
    };
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
