import { DocumentStore } from '../../storage/DocumentStore';
import { RepositoryDocuments } from '../storage/RepositoryDocuments';
import { Sequences } from '../storage/Sequences';
import { WebhookAttempt } from './postWebhook';
import { WebhookRecord } from './WebhookStore';

/** Older ones of a hook are forgotten. */
const KEPT_PER_HOOK = 100;

/** One attempt to deliver an event to a hook. */
export interface DeliveryRecord extends WebhookAttempt {
  id: number;
  /** Of the hook. */
  owner: string;
  repo: string;
  hookId: number;
  /** The same for every attempt of one delivery. */
  guid: string;
  event: string;
  action: string | null;
  repositoryId: number | null;
  redelivery: boolean;
  deliveredAt: string;
  url: string;
  /** The payload as JSON. */
  body: string;
}

/** Keeps what was delivered to hooks, and what they answered. */
export class WebhookDeliveries {
  readonly #documents: RepositoryDocuments<DeliveryRecord>;
  readonly #sequences: Sequences;

  constructor(store: DocumentStore, sequences: Sequences) {
    this.#documents = new RepositoryDocuments(store, 'webhook-deliveries');
    this.#sequences = sequences;
  }

  add(delivery: Omit<DeliveryRecord, 'id'>): DeliveryRecord {
    const added = this.#documents.put({
      ...delivery,
      id: this.#sequences.next('webhook-delivery'),
    });
    for (const old of this.#of(delivery, delivery.hookId).slice(
      0,
      -KEPT_PER_HOOK,
    )) {
      this.#documents.delete(old);
    }
    return added;
  }

  /** Newest first. */
  list(hook: WebhookRecord): DeliveryRecord[] {
    return this.#of(hook, hook.id).reverse();
  }

  find(hook: WebhookRecord, id: number): DeliveryRecord | undefined {
    const delivery = this.#documents.findIn(hook.owner, hook.repo, id);
    return delivery?.hookId === hook.id ? delivery : undefined;
  }

  deleteAll(owner: string, repo: string): void {
    this.#documents.deleteAll(owner, repo);
  }

  #of(
    { owner, repo }: { owner: string; repo: string },
    hookId: number,
  ): DeliveryRecord[] {
    return this.#documents
      .list(owner, repo)
      .filter(delivery => delivery.hookId === hookId);
  }
}
