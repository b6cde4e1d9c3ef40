import { Accounts } from './accounts/Accounts';
import { ActionsSettings } from './actions/ActionsSettings';
import { Artifacts } from './actions/Artifacts';
import { WorkflowRuns } from './actions/WorkflowRuns';
import { BranchProtections } from './branches/BranchProtections';
import { Rulesets } from './branches/Rulesets';
import { CheckRuns } from './checks/CheckRuns';
import { CodeScanning } from './codeScanning/CodeScanning';
import { CommitStatuses } from './commits/CommitStatuses';
import { CommitWriter } from './commits/CommitWriter';
import { Deployments } from './deployments/Deployments';
import { ForgeEventBus } from './events/ForgeEventBus';
import {
  DEFAULT_RATE_LIMIT,
  ForgeOptions,
  SANDBOX_ACCOUNT,
  SANDBOX_TOKEN,
} from './ForgeOptions';
import { ForgeServices } from './ForgeServices';
import { ZERO_SHA } from './git/objects';
import { GitFolders } from './git/GitFolders';
import { Downloads } from './http/Downloads';
import { ForgeUrls } from './http/ForgeUrls';
import { RateLimit } from './http/RateLimit';
import { IdentityTokens } from './identity/IdentityTokens';
import { Issues } from './issues/Issues';
import { dismissStaleReviews } from './pulls/dismissStaleReviews';
import { PullRequests } from './pulls/PullRequests';
import { Reviews } from './pulls/Reviews';
import { PushAnswers } from './pushes/PushAnswers';
import { Pushes } from './pushes/Pushes';
import { Repositories } from './repositories/Repositories';
import { RepositorySettingsStore } from './repositories/RepositorySettingsStore';
import { RepositoryStore } from './repositories/RepositoryStore';
import { Sequences } from './storage/Sequences';
import {
  Announcement,
  announceToWebhooks,
} from './webhooks/announceToWebhooks';
import { WebhookDeliveries } from './webhooks/WebhookDeliveries';
import { WebhookSender } from './webhooks/WebhookSender';
import { WebhookStore } from './webhooks/WebhookStore';

/** Builds the rooms of the forge and connects them. */
export async function createForgeServices(
  options: ForgeOptions,
): Promise<ForgeServices> {
  const { store, dataFolder } = options;
  const report =
    options.report ?? (message => process.stderr.write(`${message}\n`));
  const sequences = new Sequences(store);
  const repositories = new RepositoryStore(store);
  const events = new ForgeEventBus({ report });
  const git = await GitFolders.create(dataFolder);
  const pushes = new Pushes({ git, repositories, events });
  const urls = new ForgeUrls(options.baseUrl);
  const accounts = new Accounts({
    users: withSandboxAccount(options.users ?? []),
    organizations: options.organizations ?? [{ login: 'acme', name: 'Acme' }],
    teams: options.teams ?? [],
    tokens: options.tokens ?? {
      [SANDBOX_TOKEN]: { login: SANDBOX_ACCOUNT.login, admin: true },
    },
  });
  const webhooks = new WebhookStore(store, sequences);
  const webhookDeliveries = new WebhookDeliveries(store, sequences);
  const announce = (announcement: Announcement) =>
    announceToWebhooks(services, announcement);
  const checks = new CheckRuns({
    store,
    sequences,
    changed: event => announce({ name: 'check_run', event }),
  });
  const runs = new WorkflowRuns({
    store,
    sequences,
    listener: {
      runChanged: event => announce({ name: 'workflow_run', event }),
      jobChanged: event => announce({ name: 'workflow_job', event }),
      jobStored: job =>
        checks.followJob(
          job,
          `${urls.html(
            job.owner,
            job.repo,
            'actions',
            'runs',
            job.runId,
          )}#job-${job.id}`,
        ),
    },
  });
  const actionsSettings = new ActionsSettings(store);
  const artifacts = new Artifacts({ store, sequences, dataFolder });
  const branches = new BranchProtections(store);
  const codeScanning = new CodeScanning({
    store,
    repositories,
    sequences,
    changed: event => announce({ name: 'code_scanning_alert', event }),
  });
  const deployments = new Deployments(store, sequences);
  const issues = new Issues(store, sequences);
  const pulls = new PullRequests({
    store,
    accounts,
    events,
    git,
    pushes,
    repositories,
    sequences,
  });
  const reviews = new Reviews({ store, sequences });
  const rulesets = new Rulesets(store, sequences);
  const settings = new RepositorySettingsStore(store);
  const statuses = new CommitStatuses(store, sequences);
  const services: ForgeServices = {
    accounts,
    actionsSettings,
    artifacts,
    branches,
    checks,
    codeScanning,
    commits: new CommitWriter({
      git,
      pushes,
      repositories,
      defaultPusher: SANDBOX_ACCOUNT.login,
    }),
    deployments,
    downloads: new Downloads(urls),
    events,
    founded: foundedOn(options),
    git,
    identityTokens: new IdentityTokens(urls),
    issues,
    pulls,
    pushAnswers: new PushAnswers(),
    pushes,
    rateLimit: new RateLimit({
      limit: options.rateLimit ?? DEFAULT_RATE_LIMIT,
    }),
    repositories,
    repositoryLife: new Repositories({
      accounts,
      git,
      records: repositories,
      sequences,
      announce: event => announce({ name: 'repository', event }),
      forget: ({ owner, name }) => {
        for (const room of [
          runs,
          actionsSettings,
          artifacts,
          branches,
          checks,
          codeScanning,
          deployments,
          issues,
          pulls,
          rulesets.documents,
          settings,
          statuses,
          reviews,
          webhookDeliveries,
          webhooks,
        ]) {
          room.deleteAll(owner, name);
        }
      },
    }),
    report,
    reviews,
    rulesets,
    runs,
    settings,
    statuses,
    urls,
    webhookDeliveries,
    webhooks,
    webhookSender: new WebhookSender({
      hooks: webhooks,
      deliveries: webhookDeliveries,
      standing: options.webhooks ?? [],
      report,
    }),
  };
  events.onPush(event => {
    if (!event.silent) {
      announce({ name: 'push', event });
      if (event.before === ZERO_SHA || event.after === ZERO_SHA) {
        const name = event.before === ZERO_SHA ? 'create' : 'delete';
        announce({ name, event });
      }
    }
  });
  events.onPullRequest(event => {
    if (event.action === 'synchronize') {
      dismissStaleReviews(services, event.pullRequest, event.sender);
    }
    if (!event.silent) {
      announce({ name: 'pull_request', event });
    }
  });
  return services;
}

function withSandboxAccount(users: ForgeOptions['users'] = []) {
  return users.some(user => user.login === SANDBOX_ACCOUNT.login)
    ? users
    : [...users, SANDBOX_ACCOUNT];
}

function foundedOn(options: ForgeOptions): string {
  const dates = options.store.collection<string>('forge-dates');
  const founded = dates.get('founded') ?? new Date().toISOString();
  dates.put('founded', founded);
  return founded;
}
