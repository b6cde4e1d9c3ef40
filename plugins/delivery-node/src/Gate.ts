import {
  Deployment,
  GateResult,
  Release,
  Scan,
  SeverityCounts,
} from '@fairway/backstage-plugin-delivery-common';

/**
 * The newest complete scan of one scope of a release's commit, with what it found that is open now.
 *
 * @public
 */
export interface ScanFindings extends Scan {
  open: SeverityCounts;
  /** Those of `open` for which a fixed version is known. */
  fixable: SeverityCounts;
}

/**
 * All that a gate may look at: stored facts only. A gate calls no outside system.
 *
 * @public
 */
export interface GateContext {
  serviceRef: string;
  environment: string;
  release: Release;
  /** Environments that must have verified the release, with when they did; undefined if they did not yet. */
  verifiedIn: { environment: string; at: string | undefined }[];
  /** What runs in the target environment now. */
  deployment?: Deployment;
  /** Complete scans of the release's commit, one per scanner and scope; empty if there was none: unknown is not zero. */
  scans: ScanFindings[];
  /** The gate's own settings from `delivery.pipelines.<name>.environments[].gates`. */
  settings: Record<string, unknown>;
  now: Date;
}

/**
 * A named check that a release must pass to enter an environment. `evaluate` is pure: same context, same result.
 *
 * @public
 */
export interface Gate {
  /** Used in app-config: `gates: [{ id: tests }]`. */
  readonly id: string;
  readonly title: string;
  evaluate(context: GateContext): Omit<GateResult, 'id' | 'title'>;
}
