import { Conclusion } from '../forge/actions/records';

/** How several jobs ended together. */
export function combineResults(
  results: readonly (Conclusion | undefined)[],
): Conclusion {
  const worst = (['failure', 'cancelled', 'success'] as const).find(result =>
    results.includes(result),
  );
  return worst ?? 'skipped';
}
