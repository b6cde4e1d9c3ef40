import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  FleetFilters,
  clearFleetFilters,
  readFleetFilters,
  writeFleetFilters,
} from './fleetFilters';

/** The filters of the fleet page as the address has them, and ways to change them. */
export function useFleetFilters() {
  const [address, setAddress] = useSearchParams();
  const filters = useMemo(() => readFleetFilters(address), [address]);
  const change = useCallback(
    (next: Partial<FleetFilters>) =>
      setAddress(current => writeFleetFilters(current, next), {
        replace: true,
      }),
    [setAddress],
  );
  const clear = useCallback(
    () => setAddress(clearFleetFilters, { replace: true }),
    [setAddress],
  );
  return { filters, change, clear };
}
