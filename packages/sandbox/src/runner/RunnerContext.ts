import { ForgeActions } from '../forge/ForgeActions';
import { ImageStore } from '../images/ImageStore';
import { SandboxClock } from '../SandboxClock';
import { ReleaseLog } from './release/ReleaseLog';

/** What runs write to and read from. */
export interface RunnerContext {
  forge: ForgeActions;
  images: ImageStore;
  releases: ReleaseLog;
  clock: SandboxClock;
}

/** Thrown out of a run when the sandbox stops: the run goes on at the next start. */
export class SandboxStoppedError extends Error {}

/** Why a run may have to end early. */
export interface RunSignals {
  /** The run was cancelled. */
  cancelled: AbortSignal;
  /** The sandbox stops. */
  stopped: AbortSignal;
}
