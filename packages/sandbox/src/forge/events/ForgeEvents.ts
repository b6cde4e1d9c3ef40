import { PullRequestRecord } from '../pulls/records';
import { WorkflowRunRecord } from '../actions/records';

/** A commit as a push announces it. */
export interface PushedCommit {
  sha: string;
  tree: string;
  message: string;
  date: string;
  author: { name: string; email: string };
  committer: { name: string; email: string };
  added: string[];
  modified: string[];
  removed: string[];
}

/** One ref that moved, whoever moved it: git, REST or the sandbox itself. */
export interface PushEvent {
  owner: string;
  repo: string;
  /** `refs/heads/main`. */
  ref: string;
  /** Forty zeros when the ref is new. */
  before: string;
  /** Forty zeros when the ref is gone. */
  after: string;
  /** Login of the account that pushed. */
  pusher: string;
  /** Oldest first; at most the newest 2048, as on GitHub. */
  commits: PushedCommit[];
  /** Part of the seeded history: nobody should act on it. */
  silent: boolean;
}

export interface PullRequestEvent {
  action:
    | 'opened'
    | 'synchronize'
    | 'closed'
    | 'reopened'
    | 'edited'
    | 'labeled'
    | 'unlabeled';
  /** The label that was given or taken away. */
  label?: string;
  pullRequest: PullRequestRecord;
  /** Login of the account that caused it. */
  sender: string;
  silent: boolean;
}

/** Somebody asked, by REST, for something that only the workflow runner can do. */
export type WorkflowRequestEvent =
  | { kind: 'rerun'; run: WorkflowRunRecord; failedOnly: boolean }
  | { kind: 'cancel'; run: WorkflowRunRecord }
  | {
      kind: 'dispatch';
      owner: string;
      repo: string;
      /** `.github/workflows/ci.yml`. */
      workflowPath: string;
      ref: string;
      inputs: Record<string, string>;
      actor: string;
    };

/** Called after the change is stored. What a listener throws is logged and disturbs nobody. */
export type ForgeListener<T> = (event: T) => void | Promise<void>;

/** Returns a function that ends the subscription. */
export interface ForgeEvents {
  onPush(listener: ForgeListener<PushEvent>): () => void;
  onPullRequest(listener: ForgeListener<PullRequestEvent>): () => void;
  onWorkflowRequest(listener: ForgeListener<WorkflowRequestEvent>): () => void;
}
