import {
  FleetQuery,
  FleetState,
  fleetQuerySchema,
  fleetStateSchema,
} from '@fairway/backstage-plugin-delivery-common';

const sorts = fleetQuerySchema.shape.sort.unwrap();

export type FleetSort = NonNullable<FleetQuery['sort']>;

/** What the fleet page is narrowed to; it lives in the address, so that a view can be shared and reloaded. */
export type FleetFilters = {
  q?: string;
  owner?: string;
  system?: string;
  state?: FleetState;
  sort: FleetSort;
};

export const fleetSorts: readonly FleetSort[] = sorts.options;

const narrowing = ['q', 'owner', 'system', 'state'] as const;

/** Reads the filters of an address; what it does not understand it leaves out, so that an old link still opens. */
export function readFleetFilters(address: URLSearchParams): FleetFilters {
  return {
    q: textOf(address, 'q', 200),
    owner: textOf(address, 'owner', 250),
    system: textOf(address, 'system', 250),
    state: fleetStateSchema.safeParse(address.get('state')).data,
    sort: sorts.safeParse(address.get('sort')).data ?? 'attention',
  };
}

/** The same address with changed filters; parameters of others stay. */
export function writeFleetFilters(
  address: URLSearchParams,
  change: Partial<FleetFilters>,
): URLSearchParams {
  const next = new URLSearchParams(address);
  for (const [name, value] of Object.entries(change)) {
    if (!value || (name === 'sort' && value === 'attention')) {
      next.delete(name);
    } else {
      next.set(name, value);
    }
  }
  return next;
}

export function clearFleetFilters(address: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(address);
  for (const name of narrowing) {
    next.delete(name);
  }
  return next;
}

/** How many filters narrow the list; sorting narrows nothing. */
export function countFleetFilters(filters: FleetFilters): number {
  return narrowing.filter(name => filters[name] !== undefined).length;
}

function textOf(
  address: URLSearchParams,
  name: string,
  max: number,
): string | undefined {
  return address.get(name)?.trim().slice(0, max) || undefined;
}
