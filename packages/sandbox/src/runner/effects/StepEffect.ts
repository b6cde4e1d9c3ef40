import { Conclusion } from '../../forge/actions/records';
import { ForgeActions } from '../../forge/ForgeActions';
import { ImageStore } from '../../images/ImageStore';
import { SandboxClock } from '../../SandboxClock';
import { ReleaseLog } from '../release/ReleaseLog';
import { RunState } from '../RunState';
import { SandboxFile } from '../SandboxFile';
import { Workspace } from '../Workspace';

/** A step with all expressions replaced. */
export interface ResolvedStep {
  id?: string;
  name: string;
  /** The action without its version; undefined for `run`. */
  action?: string;
  run: string;
  inputs: Record<string, string>;
  /** Of the workflow, the job and the step. */
  env: Record<string, string>;
}

/** What a step may use to leave something behind. */
export interface StepContext {
  step: ResolvedStep;
  jobId: string;
  /** How the jobs ended that this one needs. */
  needs: Record<string, Conclusion>;
  run: RunState;
  workspace: Workspace;
  sandboxFile: SandboxFile;
  forge: ForgeActions;
  images: ImageStore;
  releases: ReleaseLog;
  clock: SandboxClock;
  log(line: string): void;
}

/** How a step ended. */
export type StepOutcome =
  | { conclusion: 'success'; outputs: Record<string, string> }
  /** A step that fails may have written outputs before. */
  | {
      conclusion: 'failure';
      message: string;
      outputs?: Record<string, string>;
    };

/** What a kind of step leaves behind. It may run twice for the same commit and must then change nothing more. */
export interface StepEffect {
  readonly name: string;
  /** True if a job that shall fail may fail here. */
  readonly isCheck: boolean;
  matches(step: ResolvedStep): boolean;
  /** Simulated duration. */
  seconds(step: ResolvedStep): number;
  apply(context: StepContext): Promise<StepOutcome>;
  /** What is left behind when `.sandbox.yaml` makes the step fail. */
  fail?(context: StepContext): string;
}

export function succeeded(outputs: Record<string, string> = {}): StepOutcome {
  return { conclusion: 'success', outputs };
}
