import { NotFoundError } from '@backstage/errors';
import { parseAllDocuments, stringify } from 'yaml';
import { z } from 'zod';
import { ForgeActions } from '../forge/ForgeActions';
import { GitFolders } from '../forge/git/GitFolders';
import { Signature } from '../forge/git/CommitInput';
import { BuiltRelease } from '../runner/release/ReleaseLog';
import { setImageDigest } from '../runner/manifests/setImageDigest';
import { RunState, RunTrigger } from '../runner/RunState';
import { SandboxFinding } from '../runner/SandboxFile';
import { WorkflowRunner } from '../runner/WorkflowRunner';
import { changeModule } from './changeModule';
import { createCatalogInfo } from './createCatalogInfo';
import { HistoryClock } from './HistoryClock';
import { ORGANIZATION, people, Person } from './people';
import { renderContent } from './renderContent';
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
const BOT: Signature = {
  name: 'Fairway',
  email: 'fairway-bot@acme.example',
};

const applicationSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.literal('Application'),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string(),
    labels: z.looseObject({ 'fairway.dev/environment': z.string() }),
  }),
});

/** An Argo CD Application of the seed. */
export type SeedApplication = z.infer<typeof applicationSchema>;

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
  forge: ForgeActions;
  git: GitFolders;
  runner: WorkflowRunner;
  /** The moment that the history leads up to. */
  now: Date;
  forgeUrl: string;
  metricsUrl: string;
  openIncident(incident: SeedIncident): void;
  /** Called before a release enters that will not get healthy: the one before must run by then. */
  beforeUnhealthy(
    application: SeedApplication,
    deployedAt: Date,
  ): Promise<void>;
}

/** Lives through the last weeks of one service: its commits, runs, releases, promotions and incidents. */
export class ServiceHistory {
  readonly #options: ServiceHistoryOptions;
  readonly #clock: HistoryClock;
  readonly #values: Record<string, string>;
  readonly #modules = new Map<string, string>();
  readonly #releases = new Map<
    string,
    BuiltRelease & { unhealthyIn: string[] }
  >();
  readonly #deployedAt = new Map<SeedEnvironment, Date>();
  readonly #overlays = new Map<SeedEnvironment, string>();
  #findings: SandboxFinding[];
  #applications: SeedApplication[] = [];

  constructor(options: ServiceHistoryOptions) {
    this.#options = options;
    const { service, now, forgeUrl, metricsUrl } = options;
    this.#clock = new HistoryClock(new Date(now.getTime() - 44 * DAY));
    this.#findings = service.findings;
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
    };
  }

  /** Returns the Applications with the moment of their newest deployment. */
  async play(): Promise<{ application: SeedApplication; deployedAt: Date }[]> {
    await this.#create();
    for (const event of this.#options.service.events) {
      await this.#live(event);
    }
    return this.#applications.flatMap(application => {
      const deployedAt = this.#deployedAt.get(environmentOf(application));
      return deployedAt ? [{ application, deployedAt }] : [];
    });
  }

  async #create(): Promise<void> {
    const { service, forge, runner } = this.#options;
    const files = await renderContent('service', this.#values);
    const manifests = await renderContent('manifests', this.#values);
    for (const [name, description, content, subject] of [
      [service.name, service.description, files, 'Create the service'],
      [
        `${service.name}-manifests`,
        `What runs where of ${service.name}`,
        manifests,
        'Create the manifests',
      ],
    ] as const) {
      await forge.createRepository({
        owner: ORGANIZATION,
        name,
        description,
        createdAt: this.#clock.now(),
        silent: true,
      });
      await this.#commit(name, 'pia', subject, {
        ...content,
        ...(name === service.name
          ? {
              'catalog-info.yaml': createCatalogInfo(service, this.#values),
              '.sandbox.yaml': stringify({ findings: this.#findings }),
            }
          : {}),
      });
    }
    this.#protect();
    runner.releases.add(`${ORGANIZATION}/${service.name}`, {
      version: service.before,
      commit: '0'.repeat(40),
      image: this.#values.image,
      digest: `sha256:${'0'.repeat(64)}`,
    });
    for (const [path, text] of Object.entries(files)) {
      const module = /^src\/app\/(\w+)\.py$/.exec(path)?.[1];
      if (module) {
        this.#modules.set(module, text);
      }
    }
    for (const environment of [
      'development',
      'staging',
      'production',
    ] as const) {
      this.#overlays.set(environment, manifests[overlayPath(environment)]);
    }
    this.#applications = parseAllDocuments(
      manifests['argocd/applications.yaml'],
    ).map(document => applicationSchema.parse(document.toJS()));
  }

  #protect(): void {
    const { service, forge } = this.#options;
    forge.protectBranch(ORGANIZATION, service.name, 'main', {
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
    });
  }

  async #live(event: SeedEvent): Promise<void> {
    this.#clock.moveTo(this.#daysAgo(event.daysAgo));
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
    const { service } = this.#options;
    this.#findings = [
      ...this.#findings.filter(finding => !event.fixes?.includes(finding.rule)),
      ...(event.finds ?? []),
    ];
    const { sha, before } = await this.#commit(
      service.name,
      event.by,
      event.message,
      {
        ...this.#change(event),
        '.sandbox.yaml': this.#sandboxFile(event),
      },
    );
    const [run] = await this.#trigger(
      { name: 'push', ref: 'refs/heads/main', changedPaths: [] },
      {
        event: 'push',
        ref: 'refs/heads/main',
        headBranch: 'main',
        commit: sha,
        title: event.message,
        actor: event.by,
        messages: [event.message],
        before,
      },
    );
    const release = run?.release;
    if (!release || event.quarantine) {
      return;
    }
    this.#releases.set(release.version, {
      ...release,
      unhealthyIn: Object.keys(event.unhealthyIn ?? {}),
    });
    this.#note('development', release);
    await this.#clock.wait(14 * 60);
    await this.#deploy('staging', release, {
      author: BOT,
      subject: `Promote ${release.version} to staging`,
      kind: 'promote',
    });
  }

  async #promote(event: PromoteEvent): Promise<void> {
    const release = this.#release(event.version);
    if (release.unhealthyIn.includes('production')) {
      await this.#settleProduction();
    }
    await this.#deploy('production', release, {
      author: people[event.by],
      subject: `Promote ${event.version} to production`,
      kind: 'promote',
      approvedBy: event.approvedBy,
    });
  }

  async #rollBack(event: RollbackEvent): Promise<void> {
    const release = this.#release(event.version);
    await this.#deploy('production', release, {
      author: people[event.by],
      subject: `Roll back production to ${event.version}`,
      kind: 'rollback',
      reason: event.incident.title,
    });
    const { title, body, hours } = event.incident;
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
    const { service, forge, git } = this.#options;
    const main = await forge.resolve(ORGANIZATION, service.name, 'main');
    if (!main) {
      throw new NotFoundError(`No branch main in ${service.name}`);
    }
    await git
      .repository(ORGANIZATION, service.name)
      .run(['update-ref', `refs/heads/${event.branch}`, main]);
    const { sha } = await this.#commit(
      service.name,
      event.by,
      event.title,
      {
        [modulePath(event.module)]: changeModule(
          this.#modules.get(event.module),
          event.title,
        ),
        '.sandbox.yaml': this.#sandboxFile(event),
      },
      event.branch,
    );
    await this.#clock.wait(120);
    const pull = await forge.createPullRequest({
      owner: ORGANIZATION,
      repo: service.name,
      title: event.title,
      body: event.body,
      head: event.branch,
      base: 'main',
      author: event.by,
      draft: event.draft,
      createdAt: this.#clock.now(),
      silent: true,
    });
    await this.#trigger(
      { name: 'pull_request', action: 'opened', baseBranch: 'main' },
      {
        event: 'pull_request',
        ref: `refs/pull/${pull.number}/merge`,
        headBranch: event.branch,
        commit: sha,
        title: event.title,
        actor: event.by,
        messages: [event.title],
        pullRequest: {
          number: pull.number,
          title: event.title,
          draft: event.draft ?? false,
          base: 'main',
        },
      },
    );
  }

  async #trigger(
    matched: Parameters<WorkflowRunner['trigger']>[2]['matched'],
    trigger: RunTrigger,
  ): Promise<RunState[]> {
    const { runner, service } = this.#options;
    return runner.trigger(
      ORGANIZATION,
      service.name,
      { matched, trigger },
      { clock: this.#clock },
    );
  }

  async #deploy(
    environment: SeedEnvironment,
    release: BuiltRelease,
    change: {
      author: Signature;
      subject: string;
      kind: 'promote' | 'rollback';
      approvedBy?: Person;
      reason?: string;
    },
  ): Promise<void> {
    const { service } = this.#options;
    const login = change.author.email.split('@')[0];
    const trailers = [
      `Fairway-Promotion: seed-${service.name}-${release.version}-${environment}-${change.kind}`,
      `Fairway-Kind: ${change.kind}`,
      `Fairway-Requested-By: user:default/${login}`,
      ...(change.approvedBy
        ? [`Fairway-Approved-By: user:default/${change.approvedBy}`]
        : []),
    ];
    this.#note(environment, release);
    await this.#options.forge.commitFiles({
      owner: ORGANIZATION,
      repo: `${service.name}-manifests`,
      branch: 'main',
      message: [change.subject, change.reason, trailers.join('\n')]
        .filter(Boolean)
        .join('\n\n'),
      author: change.author,
      pusher: login,
      date: this.#clock.now(),
      files: {
        [overlayPath(environment)]: this.#overlays.get(environment) ?? '',
      },
      silent: true,
    });
  }

  #note(environment: SeedEnvironment, release: BuiltRelease): void {
    this.#deployedAt.set(environment, this.#clock.now());
    this.#overlays.set(
      environment,
      setImageDigest(this.#overlays.get(environment) ?? '', release),
    );
  }

  async #settleProduction(): Promise<void> {
    const application = this.#applications.find(
      each => environmentOf(each) === 'production',
    );
    const deployedAt = this.#deployedAt.get('production');
    if (application && deployedAt) {
      await this.#options.beforeUnhealthy(application, deployedAt);
    }
  }

  #change({ module, message }: CommitEvent): Record<string, string> {
    const text = changeModule(this.#modules.get(module), message);
    this.#modules.set(module, text);
    return { [modulePath(module)]: text };
  }

  #sandboxFile(event: {
    failingJob?: string;
    quarantine?: boolean;
    unhealthyIn?: CommitEvent['unhealthyIn'];
  }): string {
    const { failingJob, quarantine, unhealthyIn } = event;
    return stringify(
      {
        ...(failingJob ? { pipeline: { fail: [failingJob] } } : {}),
        ...(quarantine || unhealthyIn
          ? { release: { quarantine, unhealthyIn } }
          : {}),
        findings: this.#findings,
      },
      { lineWidth: 0 },
    );
  }

  async #commit(
    repo: string,
    by: Person,
    message: string,
    files: Record<string, string>,
    branch = 'main',
  ) {
    return this.#options.forge.commitFiles({
      owner: ORGANIZATION,
      repo,
      branch,
      message,
      author: people[by],
      pusher: by,
      date: this.#clock.now(),
      files,
      silent: true,
    });
  }

  #release(version: string) {
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

function environmentOf(application: SeedApplication): SeedEnvironment {
  const name = application.metadata.labels['fairway.dev/environment'];
  if (name !== 'development' && name !== 'staging' && name !== 'production') {
    throw new NotFoundError(`No environment '${name}' in the seed`);
  }
  return name;
}

function modulePath(module: string): string {
  return `src/app/${module}.py`;
}

function overlayPath(environment: string): string {
  return `manifests/environments/${environment}/kustomization.yaml`;
}
