import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  ApprovalsFilters,
  readApprovalsFilters,
  writeApprovalsFilters,
} from './approvalsFilters';

/** What the inbox shows as the address has it, and a way to change it. */
export function useApprovalsFilters() {
  const [address, setAddress] = useSearchParams();
  const filters = useMemo(() => readApprovalsFilters(address), [address]);
  const change = useCallback(
    (next: Partial<ApprovalsFilters>) =>
      setAddress(current => writeApprovalsFilters(current, next), {
        replace: true,
      }),
    [setAddress],
  );
  return { filters, change };
}
