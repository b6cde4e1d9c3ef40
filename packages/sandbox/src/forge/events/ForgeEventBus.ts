import {
  ForgeEvents,
  ForgeListener,
  PullRequestEvent,
  PushEvent,
  WorkflowRequestEvent,
} from './ForgeEvents';

/** Tells listeners in the same process what happened in the forge. */
export class ForgeEventBus implements ForgeEvents {
  readonly #push = new Set<ForgeListener<PushEvent>>();
  readonly #pushFollowers: ForgeListener<PushEvent>[] = [];
  readonly #pullRequest = new Set<ForgeListener<PullRequestEvent>>();
  readonly #workflowRequest = new Set<ForgeListener<WorkflowRequestEvent>>();
  readonly #report: (message: string) => void;

  constructor(options: { report: (message: string) => void }) {
    this.#report = options.report;
  }

  onPush(listener: ForgeListener<PushEvent>): () => void {
    return subscribe(this.#push, listener);
  }

  onPullRequest(listener: ForgeListener<PullRequestEvent>): () => void {
    return subscribe(this.#pullRequest, listener);
  }

  onWorkflowRequest(listener: ForgeListener<WorkflowRequestEvent>): () => void {
    return subscribe(this.#workflowRequest, listener);
  }

  /** For what must be true when the push is answered: it waits for these listeners, not for the others. */
  followPush(listener: ForgeListener<PushEvent>): void {
    this.#pushFollowers.push(listener);
  }

  async emitPush(event: PushEvent): Promise<void> {
    this.#emit(this.#push, event);
    for (const follower of this.#pushFollowers) {
      await this.#call(follower, event);
    }
  }

  emitPullRequest(event: PullRequestEvent): void {
    this.#emit(this.#pullRequest, event);
  }

  emitWorkflowRequest(event: WorkflowRequestEvent): void {
    this.#emit(this.#workflowRequest, event);
  }

  #emit<T>(listeners: Set<ForgeListener<T>>, event: T): void {
    for (const listener of listeners) {
      void this.#call(listener, event);
    }
  }

  async #call<T>(listener: ForgeListener<T>, event: T): Promise<void> {
    try {
      await listener(event);
    } catch (error) {
      this.#report(
        `A listener of the forge failed: ${
          error instanceof Error ? error.stack : String(error)
        }`,
      );
    }
  }
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
