/** Waits for all, also when one fails, and then fails as the first that did. */
export async function settleAll(
  work: Iterable<Promise<unknown>>,
): Promise<void> {
  const ends = await Promise.allSettled(work);
  const failed = ends.find(end => end.status === 'rejected');
  if (failed) {
    throw failed.reason;
  }
}
