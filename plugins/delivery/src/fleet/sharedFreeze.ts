import { FleetRow } from '@fairway/backstage-plugin-delivery-common';

/** When the freeze of an environment ends, if it is the same for every service shown: then the column says it once. */
export function sharedFreeze(
  rows: readonly FleetRow[],
  environment: string,
): string | undefined {
  const ends = new Set<string | undefined>();
  for (const row of rows) {
    const cell = row.cells.find(one => one.environment === environment);
    if (cell && cell.freshness !== 'denied') {
      ends.add(cell.frozenUntil);
    }
  }
  const [end] = ends;
  return ends.size === 1 ? end : undefined;
}
