import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  FindingsFilters,
  clearFindingsFilters,
  readFindingsFilters,
  writeFindingsFilters,
} from './findingsFilters';

/** The filters of the findings table and the open finding as the address has them, and ways to change them. */
export function useFindingsFilters() {
  const [address, setAddress] = useSearchParams();
  const filters = useMemo(() => readFindingsFilters(address), [address]);
  const change = useCallback(
    (next: Partial<FindingsFilters>) =>
      setAddress(current => writeFindingsFilters(current, next), {
        replace: true,
      }),
    [setAddress],
  );
  const clear = useCallback(
    () => setAddress(clearFindingsFilters, { replace: true }),
    [setAddress],
  );
  return { filters, change, clear };
}
