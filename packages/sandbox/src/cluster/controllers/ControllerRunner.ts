import { SandboxClock } from '../../SandboxClock';
import { KubernetesApi } from '../KubernetesApi';
import { Controller } from './Controller';

const RETRY_SECONDS = 5;
const KEYS_PER_TURN = 50;

/** Runs controllers: queues keys on every change, coalesces them, and gives the event loop back between turns. */
export class ControllerRunner {
  readonly #api: KubernetesApi;
  readonly #clock: SandboxClock;
  readonly #controllers: Controller[];
  readonly #onError: (controller: string, key: string, error: unknown) => void;
  readonly #queue = new Map<string, { controller: Controller; key: string }>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #unsubscribe: (() => void) | undefined;
  #turn: NodeJS.Immediate | undefined;

  static create(options: {
    api: KubernetesApi;
    clock: SandboxClock;
    controllers: Controller[];
    onError: (controller: string, key: string, error: unknown) => void;
  }): ControllerRunner {
    return new ControllerRunner(options);
  }

  private constructor(options: {
    api: KubernetesApi;
    clock: SandboxClock;
    controllers: Controller[];
    onError: (controller: string, key: string, error: unknown) => void;
  }) {
    this.#api = options.api;
    this.#clock = options.clock;
    this.#controllers = options.controllers;
    this.#onError = options.onError;
  }

  start(): void {
    if (this.#unsubscribe) {
      return;
    }
    this.#unsubscribe = this.#api.objects.subscribe(change => {
      for (const controller of this.#controllers) {
        for (const key of controller.keysFor(change)) {
          this.#enqueue(controller, key);
        }
      }
    });
    for (const controller of this.#controllers) {
      for (const key of controller.allKeys()) {
        this.#enqueue(controller, key);
      }
    }
  }

  stop(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    if (this.#turn) {
      clearImmediate(this.#turn);
      this.#turn = undefined;
    }
    for (const timer of this.#timers.values()) {
      clearTimeout(timer);
    }
    this.#timers.clear();
    this.#queue.clear();
  }

  #enqueue(controller: Controller, key: string): void {
    this.#queue.set(`${controller.name} ${key}`, { controller, key });
    this.#turn ??= setImmediate(() => this.#work());
  }

  #work(): void {
    this.#turn = undefined;
    const batch = [...this.#queue].slice(0, KEYS_PER_TURN);
    for (const [id, { controller, key }] of batch) {
      this.#queue.delete(id);
      clearTimeout(this.#timers.get(id));
      this.#timers.delete(id);
      const again = this.#reconcile(controller, key);
      if (again !== undefined) {
        this.#timers.set(
          id,
          setTimeout(() => {
            this.#timers.delete(id);
            this.#enqueue(controller, key);
          }, Math.max(5, this.#clock.toRealMilliseconds(again))).unref(),
        );
      }
    }
    if (this.#queue.size > 0) {
      this.#turn ??= setImmediate(() => this.#work());
    }
  }

  #reconcile(controller: Controller, key: string): number | undefined {
    try {
      return controller.reconcile(key);
    } catch (error) {
      this.#onError(controller.name, key, error);
      return RETRY_SECONDS;
    }
  }
}
