/**
 * Waits until a condition holds, for at most five seconds.
 *
 * @public
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!(await condition())) {
    if (Date.now() > deadline) {
      throw new Error(`It did not become true in time: ${condition}`);
    }
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
