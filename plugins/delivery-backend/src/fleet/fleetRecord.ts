import {
  FleetCell,
  FleetRow,
  FleetState,
  fleetStateSchema,
  Provenance,
} from '@fairway/backstage-plugin-delivery-common';
import { ServiceRow } from '../services/ServiceStore';
import { ServiceSummary, SummaryEnvironment } from '../services/ServiceSummary';
import { ServiceFreshness } from '../sources/SourceStatusReader';

/** How many cells of a service are in each state. */
export type StateCounts = Record<FleetState, number>;

/** A fleet row with what it is found and sorted by. */
export interface FleetRecord {
  row: FleetRow;
  /** 0 needs a person most. */
  attention: number;
  counts: StateCounts;
}

/** The order in which states need a person. */
const urgency: FleetState[] = [
  'degraded',
  'unreachable',
  'denied',
  'hold',
  'waiting',
  'drift',
  'stale',
  'suspended',
  'progressing',
];

const freshnessOrder: Provenance['state'][] = [
  'fresh',
  'stale',
  'unreachable',
  'denied',
];

/** Puts together what the fleet page shows of a service. */
export function fleetRecordOf(options: {
  service: ServiceRow;
  summary: ServiceSummary;
  freshness: ServiceFreshness;
  waiting: { have: number; need: number } | undefined;
}): FleetRecord {
  const { service, summary, freshness, waiting } = options;
  const cells = summary.environments.map(environment =>
    toCell(
      environment,
      worst(freshness.deployments(environment.name, environment.sources)),
    ),
  );
  const last = summary.environments[summary.environments.length - 1];
  const counts = countStates(summary.environments, cells, waiting);
  return {
    attention: attentionOf(counts, summary.error, last?.behind !== undefined),
    counts,
    row: {
      serviceRef: service.ref,
      name: service.name,
      namespace: service.namespace,
      title: service.title,
      owner: service.owner,
      system: service.system,
      pipeline: service.pipeline,
      cells,
      behind: behindOf(last),
      behindSince: last?.behind?.since,
      waiting,
      findings: last?.findings,
      error: summary.error,
    },
  };
}

function toCell(
  environment: SummaryEnvironment,
  provenance: Provenance | undefined,
): FleetCell {
  const { deployment, promotion } = environment;
  return {
    environment: environment.name,
    version: deployment?.release?.version ?? deployment?.digest?.slice(7, 19),
    health: deployment?.health,
    message: deployment?.message,
    since: deployment?.healthSince,
    freshness: provenance?.state,
    asOf: provenance?.asOf,
    deployed: deployment !== undefined,
    drift: environment.drift,
    hold: environment.hold !== undefined,
    vetoed: deployment?.release?.veto !== undefined,
    promotion: promotion && {
      id: promotion.id,
      state: promotion.state,
      version: promotion.release.version,
      detail: promotion.steps.find(step => step.state === 'running')?.detail,
    },
  };
}

/** The least trustworthy of the sources that see a cell says how far the cell can be trusted. */
function worst(provenance: Provenance[]): Provenance | undefined {
  return provenance.reduce<Provenance | undefined>(
    (a, b) =>
      a && freshnessOrder.indexOf(a.state) >= freshnessOrder.indexOf(b.state)
        ? a
        : b,
    undefined,
  );
}

/** 0 where both run the same; undefined where that is not known. */
function behindOf(last: SummaryEnvironment | undefined): number | undefined {
  if (last?.behind) {
    return last.behind.commits;
  }
  return last?.deployment?.release ? 0 : undefined;
}

function countStates(
  environments: SummaryEnvironment[],
  cells: FleetCell[],
  waiting: { have: number; need: number } | undefined,
): StateCounts {
  const counts = noStates();
  for (const cell of cells) {
    counts[stateOf(cell)] += 1;
    counts.drift += cell.drift ? 1 : 0;
    counts.hold += cell.hold ? 1 : 0;
  }
  const waits = environments.filter(
    each => each.promotion?.state === 'awaiting-approval',
  );
  counts.waiting = waiting ? Math.max(1, waits.length) : waits.length;
  return counts;
}

/** What is not fresh is counted as that and never as its last known health. */
function stateOf(cell: FleetCell): FleetState {
  if (cell.freshness && cell.freshness !== 'fresh' && cell.deployed) {
    return cell.freshness;
  }
  if (!cell.deployed) {
    return 'not-deployed';
  }
  const state = fleetStateSchema.safeParse(cell.health);
  return state.success ? state.data : 'unknown';
}

function attentionOf(
  counts: StateCounts,
  error: string | undefined,
  behind: boolean,
): number {
  if (error) {
    return 1;
  }
  const index = urgency.findIndex(state => counts[state] > 0);
  if (index >= 0) {
    return index;
  }
  return behind ? urgency.length : urgency.length + 1;
}

export function noStates(): StateCounts {
  return {
    healthy: 0,
    progressing: 0,
    degraded: 0,
    suspended: 0,
    unknown: 0,
    'not-deployed': 0,
    unreachable: 0,
    stale: 0,
    denied: 0,
    drift: 0,
    hold: 0,
    waiting: 0,
  };
}
