import { FleetCell, Health } from '@fairway/backstage-plugin-delivery-common';

/**
 * How a cell of the fleet looks. The four ways of not knowing come first: they are never mixed up with a health,
 * because a health that nobody confirms is not one.
 */
export type CellFace =
  | { kind: 'denied' }
  | { kind: 'not-deployed' }
  | { kind: 'unreachable'; version?: string; asOf?: string }
  | { kind: 'stale'; version?: string; health: Health; asOf?: string }
  | {
      kind: 'live';
      version?: string;
      health: Health;
      detail?: string;
      since?: string;
    };

export function cellFace(cell: FleetCell | undefined): CellFace {
  if (!cell) {
    return { kind: 'not-deployed' };
  }
  if (cell.freshness === 'denied') {
    return { kind: 'denied' };
  }
  if (cell.freshness === 'unreachable') {
    return { kind: 'unreachable', version: cell.version, asOf: cell.asOf };
  }
  if (!cell.deployed && !cell.promotion) {
    return { kind: 'not-deployed' };
  }
  const health = cell.health ?? 'unknown';
  if (cell.freshness === 'stale') {
    return { kind: 'stale', version: cell.version, health, asOf: cell.asOf };
  }
  return {
    kind: 'live',
    version: cell.version ?? cell.promotion?.version,
    health: cell.promotion && !cell.deployed ? 'progressing' : health,
    detail: detailOf(cell, health),
    since: cell.since,
  };
}

/** True for the faces that are drawn dashed. */
export function isUnknown(face: CellFace): boolean {
  switch (face.kind) {
    case 'denied':
    case 'not-deployed':
    case 'unreachable':
      return true;
    case 'stale':
    case 'live':
      return false;
    default:
      return neverFace(face);
  }
}

function detailOf(cell: FleetCell, health: Health): string | undefined {
  if (health === 'healthy') {
    return undefined;
  }
  if (health === 'progressing' && cell.promotion?.detail) {
    return cell.promotion.detail;
  }
  return cell.message;
}

function neverFace(face: never): never {
  throw new Error(`Unexpected cell face ${JSON.stringify(face)}`);
}
