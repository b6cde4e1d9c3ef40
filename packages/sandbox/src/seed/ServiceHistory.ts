import { NotFoundError } from '@backstage/errors';
import { KubernetesObject } from '../cluster/objects/KubernetesObject';
import { Signature } from '../forge/git/CommitInput';
import { BuiltRelease } from '../runner/release/ReleaseLog';
import { SandboxFinding } from '../runner/SandboxFile';
import { WorkflowRunner } from '../runner/WorkflowRunner';
import { HistoryForge } from './git/HistoryForge';
import { HistoryClock } from './HistoryClock';
import { ORGANIZATION, people, Person } from './people';
import { environmentOf } from './SeedApplication';
import { SeedPipeline } from './SeedPipeline';
import { SeedRepositories } from './SeedRepositories';
import {
  CommitEvent,
  PromoteEvent,
  PullRequestEvent,
  RollbackEvent,
  SeedEnvironment,
  SeedEvent,
  SeedService,
} from './SeedService';

const DAY = 24 * 60 * 60 * 1000;
/** What the cluster lived through before left nothing in it; leaving it out keeps the first start short. */
const REMEMBERED_DAYS = 15;
const BOT: Signature = { name: 'Fairway', email: 'fairway-bot@acme.example' };

/** An issue that tells of an incident. */
export interface SeedIncident {
  repo: string;
  title: string;
  body: string;
  author: Person;
  openedAt: Date;
  closedAt: Date;
}

export interface ServiceHistoryOptions {
  service: SeedService;
  forge: HistoryForge;
  /** Runs workflows of that forge. */
  runner: WorkflowRunner;
  /** The moment that the history leads up to. */
  now: Date;
  forgeUrl: string;
  metricsUrl: string;
  openIncident(incident: SeedIncident): void;
  /** Called when the manifests of an Application changed; the cluster runs them when it resolves. */
  deploy(
    application: KubernetesObject,
    deployedAt: Date,
    /** What is registered with it. */
    others: KubernetesObject[],
  ): Promise<void>;
}

/** Why and by whom an environment gets a release. */
interface SeedDeployment {
  kind: 'promote' | 'rollback';
  author: Signature;
  subject: string;
  approvedBy?: Person;
  reason?: string;
}

/** Lives through the last weeks of one service: its commits, runs, releases, promotions and incidents. */
export class ServiceHistory {
  readonly #options: ServiceHistoryOptions;
  readonly #clock: HistoryClock;
  readonly #repositories: SeedRepositories;
  readonly #pipeline: SeedPipeline;
  readonly #releases = new Map<string, BuiltRelease>();
  /** Environments in which a release runs that the cluster does not have yet. */
  readonly #undeployed = new Map<SeedEnvironment, Date>();
  #findings: SandboxFinding[];

  constructor(options: ServiceHistoryOptions) {
    this.#options = options;
    this.#clock = new HistoryClock(this.#daysAgo(44));
    this.#findings = options.service.findings;
    this.#repositories = new SeedRepositories({
      ...options,
      clock: this.#clock,
    });
    this.#pipeline = new SeedPipeline({
      runner: options.runner,
      repo: options.service.name,
      clock: this.#clock,
    });
  }

  async play(): Promise<void> {
    const { service, runner } = this.#options;
    await this.#repositories.create(this.#findings);
    // Versions go on from here.
    runner.releases.add(`${ORGANIZATION}/${service.name}`, {
      version: service.before,
      commit: '0'.repeat(40),
      image: this.#repositories.image,
      digest: `sha256:${'0'.repeat(64)}`,
    });
    for (const event of service.events) {
      this.#clock.moveTo(this.#daysAgo(event.daysAgo));
      await this.#live(event);
    }
    for (const [environment, deployedAt] of this.#undeployed) {
      await this.#runManifests(environment, deployedAt);
    }
  }

  async #live(event: SeedEvent): Promise<void> {
    switch (event.kind) {
      case 'commit':
        await this.#push(event);
        return;
      case 'promote':
        await this.#promote(event);
        return;
      case 'rollback':
        await this.#rollBack(event);
        return;
      case 'pull-request':
        await this.#openPullRequest(event);
        return;
      default:
        throw new Error(`Unexpected ${JSON.stringify(event satisfies never)}`);
    }
  }

  async #push(event: CommitEvent): Promise<void> {
    const { message } = event;
    this.#findings = [
      ...this.#findings.filter(each => !event.fixes?.includes(each.rule)),
      ...(event.finds ?? []),
    ];
    const { sha, before } = await this.#repositories.commit({
      message,
      author: people[event.by],
      files: {
        ...this.#repositories.changeModule(event.module, message),
        ...this.#repositories.describe(this.#findings, event),
      },
    });
    const run = await this.#pipeline.push({
      message,
      by: event.by,
      sha,
      before,
    });
    if (run?.release && !event.quarantine) {
      await this.#release(run.release);
    }
  }

  /** The pipeline brought the release to development; staging follows by itself. */
  async #release(release: BuiltRelease): Promise<void> {
    this.#releases.set(release.version, release);
    this.#repositories.noteImage('development', release);
    await this.#settle('development');
    await this.#clock.wait(14 * 60);
    await this.#deploy('staging', release, {
      kind: 'promote',
      author: BOT,
      subject: `Promote ${release.version} to staging`,
    });
  }

  async #promote(event: PromoteEvent): Promise<void> {
    const release = this.#find(event.version);
    await this.#deploy('production', release, {
      kind: 'promote',
      author: people[event.by],
      subject: `Promote ${event.version} to production`,
      approvedBy: event.approvedBy,
    });
  }

  async #settle(environment: SeedEnvironment): Promise<void> {
    const deployedAt = this.#clock.now();
    if (deployedAt < this.#rememberedSince(environment)) {
      this.#undeployed.set(environment, deployedAt);
      return;
    }
    this.#undeployed.delete(environment);
    await this.#runManifests(environment, deployedAt);
  }

  /** Production remembers the release before the present one, however old: people roll back to it. */
  #rememberedSince(environment: SeedEnvironment): Date {
    const deployments = this.#options.service.events
      .filter(each => each.kind === 'promote' || each.kind === 'rollback')
      .map(each => each.daysAgo);
    const last = environment === 'production' ? deployments.at(-2) ?? 0 : 0;
    return this.#daysAgo(Math.max(REMEMBERED_DAYS, last));
  }

  async #runManifests(
    environment: SeedEnvironment,
    deployedAt: Date,
  ): Promise<void> {
    const application = this.#repositories.applications.find(
      each => environmentOf(each) === environment,
    );
    if (application) {
      const others = this.#repositories.gitopsObjects;
      await this.#options.deploy(application, deployedAt, others);
    }
  }

  async #rollBack(event: RollbackEvent): Promise<void> {
    const { title, body, hours } = event.incident;
    await this.#deploy('production', this.#find(event.version), {
      kind: 'rollback',
      author: people[event.by],
      subject: `Roll back production to ${event.version}`,
      reason: title,
    });
    this.#options.openIncident({
      repo: this.#options.service.name,
      title,
      body,
      author: event.by,
      openedAt: this.#clock.now(),
      closedAt: new Date(this.#clock.now().getTime() + (hours * DAY) / 24),
    });
  }

  async #openPullRequest(event: PullRequestEvent): Promise<void> {
    const { service, forge } = this.#options;
    const { branch, title, draft = false } = event;
    this.#repositories.createBranch(branch);
    const { sha } = await this.#repositories.commit({
      message: title,
      author: people[event.by],
      branch,
      files: {
        ...this.#repositories.changeModule(event.module, title, branch),
        ...this.#repositories.describe(this.#findings, event),
      },
    });
    await this.#clock.wait(120);
    const { number } = await forge.actions.createPullRequest({
      owner: ORGANIZATION,
      repo: service.name,
      title,
      body: event.body,
      head: branch,
      base: 'main',
      author: event.by,
      draft,
      createdAt: this.#clock.now(),
      silent: true,
    });
    await this.#pipeline.openPullRequest({
      number,
      title,
      by: event.by,
      branch,
      sha,
      draft,
    });
  }

  async #deploy(
    environment: SeedEnvironment,
    release: BuiltRelease,
    deployment: SeedDeployment,
  ): Promise<void> {
    const { kind, author, subject, reason, approvedBy } = deployment;
    const login = author.email.split('@')[0];
    const trailers = [
      `Fairway-Promotion: seed-${this.#options.service.name}-${
        release.version
      }-${environment}-${kind}`,
      `Fairway-Kind: ${kind}`,
      `Fairway-Requested-By: user:default/${login}`,
      ...(approvedBy
        ? [`Fairway-Approved-By: user:default/${approvedBy}`]
        : []),
    ];
    await this.#repositories.writeImage(environment, release, {
      author,
      message: [subject, reason, trailers.join('\n')]
        .filter(Boolean)
        .join('\n\n'),
    });
    await this.#settle(environment);
  }

  #find(version: string): BuiltRelease {
    const release = this.#releases.get(version);
    if (!release) {
      throw new NotFoundError(
        `No release ${version} of ${
          this.#options.service.name
        } to deploy; it has: ${[...this.#releases.keys()].join(', ')}`,
      );
    }
    return release;
  }

  #daysAgo(days: number): Date {
    return new Date(this.#options.now.getTime() - days * DAY);
  }
}
