import { DocumentStore } from '../storage/DocumentStore';
import {
  ForgeOrganization,
  ForgeTeam,
  ForgeToken,
  ForgeUser,
} from './accounts/Accounts';
import { StandingWebhook } from './webhooks/WebhookSender';

/** How a forge is started. */
export interface ForgeOptions {
  /** Repositories and artifacts lie below it. */
  dataFolder: string;
  store: DocumentStore;
  /** Where clients reach it: `http://localhost:7300`. */
  baseUrl: string;
  users?: ForgeUser[];
  organizations?: ForgeOrganization[];
  teams?: ForgeTeam[];
  /** From token to whom it stands for. */
  tokens?: Record<string, ForgeToken>;
  /** Hooks that receive every event of every repository. */
  webhooks?: StandingWebhook[];
  /** REST requests per hour and token. */
  rateLimit?: number;
  /** Takes what went wrong inside; the console's error output when absent. */
  report?: (message: string) => void;
}

/** The account that the portal's token stands for. */
export const SANDBOX_ACCOUNT: ForgeUser = {
  login: 'fairway-bot',
  name: 'Fairway',
  email: 'fairway-bot@acme.example',
};

export const SANDBOX_TOKEN = 'sandbox-token';

/** GitHub gives an enterprise's app 15,000 an hour; a portal in development and its tests may ask more often. */
export const DEFAULT_RATE_LIMIT = 60_000;
