import { Accounts } from './accounts/Accounts';
import { ActionsSettings } from './actions/ActionsSettings';
import { Artifacts } from './actions/Artifacts';
import { WorkflowRuns } from './actions/WorkflowRuns';
import { BranchProtections } from './branches/BranchProtections';
import { CheckRuns } from './checks/CheckRuns';
import { CodeScanning } from './codeScanning/CodeScanning';
import { CommitStatuses } from './commits/CommitStatuses';
import { CommitWriter } from './commits/CommitWriter';
import { Deployments } from './deployments/Deployments';
import { ForgeEventBus } from './events/ForgeEventBus';
import { GitFolders } from './git/GitFolders';
import { Downloads } from './http/Downloads';
import { ForgeUrls } from './http/ForgeUrls';
import { RateLimit } from './http/RateLimit';
import { IdentityTokens } from './identity/IdentityTokens';
import { Issues } from './issues/Issues';
import { PullRequests } from './pulls/PullRequests';
import { Reviews } from './pulls/Reviews';
import { PushAnswers } from './pushes/PushAnswers';
import { Pushes } from './pushes/Pushes';
import { Repositories } from './repositories/Repositories';
import { RepositorySettingsStore } from './repositories/RepositorySettingsStore';
import { RepositoryStore } from './repositories/RepositoryStore';
import { Rulesets } from './branches/Rulesets';
import { WebhookDeliveries } from './webhooks/WebhookDeliveries';
import { WebhookSender } from './webhooks/WebhookSender';
import { WebhookStore } from './webhooks/WebhookStore';

/** The rooms of the forge; the routers get them all. */
export interface ForgeServices {
  accounts: Accounts;
  actionsSettings: ActionsSettings;
  artifacts: Artifacts;
  branches: BranchProtections;
  checks: CheckRuns;
  codeScanning: CodeScanning;
  commits: CommitWriter;
  deployments: Deployments;
  downloads: Downloads;
  events: ForgeEventBus;
  /** When the forge was first started: the birthday of its accounts. */
  founded: string;
  git: GitFolders;
  identityTokens: IdentityTokens;
  issues: Issues;
  pulls: PullRequests;
  pushAnswers: PushAnswers;
  pushes: Pushes;
  rateLimit: RateLimit;
  repositories: RepositoryStore;
  repositoryLife: Repositories;
  /** Takes what went wrong inside. */
  report: (message: string) => void;
  reviews: Reviews;
  rulesets: Rulesets;
  runs: WorkflowRuns;
  settings: RepositorySettingsStore;
  statuses: CommitStatuses;
  urls: ForgeUrls;
  webhookDeliveries: WebhookDeliveries;
  webhookSender: WebhookSender;
  webhooks: WebhookStore;
}
