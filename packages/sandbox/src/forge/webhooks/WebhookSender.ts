import { randomUUID } from 'node:crypto';
import { postWebhook } from './postWebhook';
import { DeliveryRecord, WebhookDeliveries } from './WebhookDeliveries';
import {
  WebhookRecord,
  WebhookStore,
  WHOLE_ORGANIZATION,
} from './WebhookStore';

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
  repositoryId?: number;
  /** Built when its turn comes, because it may need to ask git. */
  payload: () => Promise<object>;
}

/** An event on its way to one hook. */
interface Delivery {
  event: string;
  guid: string;
  redelivery: boolean;
  repositoryId: number | null;
  /** JSON. */
  body: string;
}

/**
 * Delivers events to webhooks: in order for each receiver, and once, as GitHub, which does not repeat a failed delivery
 * either. Nobody who causes an event waits for it.
 */
export class WebhookSender {
  readonly #hooks: WebhookStore;
  readonly #deliveries: WebhookDeliveries;
  readonly #standing: StandingWebhook[];
  readonly #report: (message: string) => void;
  readonly #queues = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();
  #preparing: Promise<void> = Promise.resolve();

  constructor(options: {
    hooks: WebhookStore;
    deliveries: WebhookDeliveries;
    standing: StandingWebhook[];
    report: (message: string) => void;
  }) {
    this.#hooks = options.hooks;
    this.#deliveries = options.deliveries;
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
    this.#sendTo(targets, this.#standing, event);
  }

  /** Tells one hook, whatever it listens to and whether or not it is active: pings and tests. */
  sendOnly(hook: WebhookRecord, event: WebhookEvent): void {
    this.#sendTo([hook], [], event);
  }

  /** Sends once more what was sent before, under the same name. */
  redeliver(hook: WebhookRecord, delivery: DeliveryRecord): void {
    const { event, guid, repositoryId, body } = delivery;
    this.#enqueue(hook.url, () =>
      this.#deliver(hook, {
        event,
        guid,
        repositoryId,
        body,
        redelivery: true,
      }),
    );
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

  #sendTo(
    targets: WebhookRecord[],
    standing: StandingWebhook[],
    event: WebhookEvent,
  ): void {
    if (targets.length + standing.length === 0) {
      return;
    }
    this.#preparing = this.#preparing.then(async () => {
      try {
        const body = JSON.stringify(await event.payload());
        for (const hook of targets) {
          this.#enqueue(hook.url, () =>
            this.#deliver(hook, {
              event: event.name,
              guid: randomUUID(),
              redelivery: false,
              repositoryId: event.repositoryId ?? null,
              body,
            }),
          );
        }
        for (const { url, secret } of standing) {
          this.#enqueue(url, () =>
            this.#deliverToStanding({ url, secret }, event.name, body),
          );
        }
      } catch (error) {
        this.#report(`No payload for webhook event ${event.name}: ${error}`);
      }
    });
  }

  #enqueue(url: string, work: () => Promise<void>): void {
    const tail = (this.#queues.get(url) ?? Promise.resolve()).then(work);
    this.#queues.set(url, tail);
    void tail.then(() => {
      if (this.#queues.get(url) === tail) {
        this.#queues.delete(url);
      }
    });
  }

  async #deliverToStanding(
    hook: StandingWebhook,
    event: string,
    body: string,
  ): Promise<void> {
    const request = { ...hook, event, body, guid: randomUUID() };
    await postWebhook(request, this.#stop.signal);
  }

  async #deliver(hook: WebhookRecord, delivery: Delivery): Promise<void> {
    const { url, secret, contentType } = hook;
    const { event, guid, body } = delivery;
    const deliveredAt = new Date().toISOString();
    const attempt = await postWebhook(
      { url, secret, contentType, event, guid, body, hookId: hook.id },
      this.#stop.signal,
    );
    const current = this.#hooks.find(hook.owner, hook.repo, hook.id);
    if (!current || this.#stop.signal.aborted) {
      return;
    }
    const { code, message } = attempt;
    this.#hooks.put({ ...current, lastResponse: { code, message } });
    this.#deliveries.add({
      ...attempt,
      ...delivery,
      owner: hook.owner,
      repo: hook.repo,
      hookId: hook.id,
      action: actionOf(body),
      deliveredAt,
      url,
    });
  }
}

function actionOf(body: string): string | null {
  const payload: unknown = JSON.parse(body);
  return typeof payload === 'object' &&
    payload !== null &&
    'action' in payload &&
    typeof payload.action === 'string'
    ? payload.action
    : null;
}
