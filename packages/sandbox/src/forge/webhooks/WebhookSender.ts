import { createHmac, randomUUID } from 'node:crypto';
import {
  WebhookRecord,
  WebhookStore,
  WHOLE_ORGANIZATION,
} from './WebhookStore';

const DEADLINE_MILLISECONDS = 5_000;

/** A hook given at start-up; it receives every event of every repository. */
export interface StandingWebhook {
  url: string;
  secret?: string;
}

/** One thing to tell webhooks about. */
export interface WebhookEvent {
  /** `push`. */
  name: string;
  owner: string;
  /** Nothing for events of the organisation itself. */
  repo: string;
  /** Built when its turn comes, because it may need to ask git. */
  payload: () => Promise<object>;
}

/**
 * Delivers events to webhooks: signed, in order for each hook, to loopback addresses only, once and with a deadline,
 * as GitHub, which does not repeat a failed delivery either.
 */
export class WebhookSender {
  readonly #hooks: WebhookStore;
  readonly #standing: StandingWebhook[];
  readonly #report: (message: string) => void;
  readonly #queues = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();
  #preparing: Promise<void> = Promise.resolve();

  constructor(options: {
    hooks: WebhookStore;
    standing: StandingWebhook[];
    report: (message: string) => void;
  }) {
    this.#hooks = options.hooks;
    this.#standing = options.standing;
    this.#report = options.report;
  }

  send(event: WebhookEvent): void {
    const targets = [
      ...this.#hooks.list(event.owner, event.repo),
      ...this.#hooks.list(event.owner, WHOLE_ORGANIZATION),
    ].filter(
      hook =>
        hook.active &&
        (hook.events.includes('*') || hook.events.includes(event.name)),
    );
    if (targets.length + this.#standing.length === 0) {
      return;
    }
    this.#preparing = this.#preparing.then(async () => {
      try {
        const body = JSON.stringify(await event.payload());
        for (const hook of targets) {
          this.#enqueue(hook.url, () => this.#deliver(hook, event.name, body));
        }
        for (const { url, secret } of this.#standing) {
          this.#enqueue(url, async () => {
            await this.#post({ url, secret, event: event.name, body });
          });
        }
      } catch (error) {
        this.#report(`No payload for webhook event ${event.name}: ${error}`);
      }
    });
  }

  /** Tells one hook that it exists. */
  async ping(hook: WebhookRecord, hookJson: object): Promise<void> {
    const body = JSON.stringify({
      zen: 'Keep it logically awesome.',
      hook_id: hook.id,
      hook: hookJson,
    });
    await this.#deliver(hook, 'ping', body);
  }

  /** When everything sent so far is delivered or has failed. */
  async settled(): Promise<void> {
    await this.#preparing;
    await Promise.all(this.#queues.values());
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.settled();
  }

  #enqueue(url: string, work: () => Promise<void>): void {
    const tail = (this.#queues.get(url) ?? Promise.resolve()).then(work);
    this.#queues.set(url, tail);
  }

  async #deliver(
    hook: WebhookRecord,
    event: string,
    body: string,
  ): Promise<void> {
    const { url, secret, contentType } = hook;
    const lastResponse = await this.#post({
      url,
      secret,
      event,
      body,
      contentType,
      hookId: hook.id,
    });
    const current = this.#hooks.find(hook.owner, hook.repo, hook.id);
    if (current && !this.#stop.signal.aborted) {
      this.#hooks.put({ ...current, lastResponse });
    }
  }

  async #post(delivery: {
    url: string;
    secret?: string;
    event: string;
    body: string;
    contentType?: 'json' | 'form';
    hookId?: number;
  }): Promise<{ code: number | undefined; message: string }> {
    if (!isLoopback(delivery.url)) {
      const message = `The sandbox delivers webhooks to this machine only, not to ${delivery.url}`;
      this.#report(message);
      return { code: undefined, message };
    }
    const isForm = delivery.contentType === 'form';
    const body = isForm
      ? new URLSearchParams({ payload: delivery.body }).toString()
      : delivery.body;
    try {
      const response = await fetch(delivery.url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'Content-Type': isForm
            ? 'application/x-www-form-urlencoded'
            : 'application/json',
          'User-Agent': 'GitHub-Hookshot/fairway',
          'X-GitHub-Event': delivery.event,
          'X-GitHub-Delivery': randomUUID(),
          ...(delivery.hookId
            ? { 'X-GitHub-Hook-ID': String(delivery.hookId) }
            : {}),
          ...signatures(delivery.secret, body),
        },
        body,
        signal: AbortSignal.any([
          this.#stop.signal,
          AbortSignal.timeout(DEADLINE_MILLISECONDS),
        ]),
      });
      await response.body?.cancel();
      return { code: response.status, message: response.statusText || 'OK' };
    } catch (error) {
      return { code: undefined, message: String(error) };
    }
  }
}

function signatures(
  secret: string | undefined,
  body: string,
): Record<string, string> {
  if (secret === undefined) {
    return {};
  }
  const digest = (algorithm: string) =>
    createHmac(algorithm, secret).update(body).digest('hex');
  return {
    'X-Hub-Signature': `sha1=${digest('sha1')}`,
    'X-Hub-Signature-256': `sha256=${digest('sha256')}`,
  };
}

function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) {
    return false;
  }
  const { protocol, hostname } = new URL(address);
  return (
    /^https?:$/.test(protocol) &&
    (hostname === 'localhost' ||
      hostname === '[::1]' ||
      /^127(\.\d{1,3}){3}$/.test(hostname))
  );
}
