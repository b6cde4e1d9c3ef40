import {
  Deployment,
  GateResult,
  Release,
  Scan,
  SeverityCounts,
} from '@fairway/backstage-plugin-delivery-common';

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
  /** Complete scans of the release's commit, and what they found open. Undefined if there was none. */
  findings?: { open: SeverityCounts; scans: Scan[]; fixable: SeverityCounts };
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
