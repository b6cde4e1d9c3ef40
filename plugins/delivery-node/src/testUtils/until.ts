/**
 * Reads until there is a value that holds, and returns it. Without `holds` any value but undefined and false will do.
 * Gives up after some seconds and tells what it read last.
 *
 * @public
 */
export async function until<T>(
  read: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T>;
/** @public */
export async function until<T>(
  read: () => Promise<T> | T,
  holds: (value: T) => boolean,
  seconds?: number,
): Promise<T>;
export async function until<T>(
  read: () => Promise<T> | T,
  holds: (value: T) => boolean = Boolean,
  seconds = 15,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await read();
    if (holds(value)) {
      return value;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `It did not become true in time: ${read}; last it was ${JSON.stringify(
          value,
        )}`,
      );
    }
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
