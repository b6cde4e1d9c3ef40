import { DocumentCollection, DocumentStore } from '../storage/DocumentStore';
import { RunState } from './RunState';

/** Keeps the state of runs, so that they go on after a restart and can be run again. */
export class RunStore {
  readonly #states: DocumentCollection<RunState>;
  readonly #active: DocumentCollection<{ runId: number }>;

  constructor(store: DocumentStore) {
    this.#states = store.collection('runner-states');
    this.#active = store.collection('runner-active');
  }

  save(run: RunState): void {
    this.#states.put(String(run.runId), run);
  }

  find(runId: number): RunState | undefined {
    return this.#states.get(String(runId));
  }

  begin(run: RunState): void {
    this.save(run);
    this.#active.put(String(run.runId), { runId: run.runId });
  }

  end(run: RunState): void {
    this.save(run);
    this.#active.delete(String(run.runId));
  }

  /** Runs that were not complete when the sandbox stopped, oldest first. */
  unfinished(): RunState[] {
    return this.#active
      .list()
      .flatMap(({ value }) => this.find(value.runId) ?? [])
      .sort((left, right) => left.runId - right.runId);
  }
}
