import { InputError } from '@backstage/errors';

/** Reads a body up to a limit of (decompressed) bytes; a larger one is refused and no longer read. */
export async function readBody(
  response: Response,
  maxBytes: number,
  what: string,
  signal: AbortSignal,
): Promise<Buffer> {
  const tooLarge = () =>
    new InputError(
      `${what} was answered with more than the ${maxBytes} bytes that are accepted`,
    );
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) {
    discardBody(response);
    throw tooLarge();
  }
  if (!response.body) {
    return Buffer.alloc(0);
  }
  const reader = response.body.getReader();
  const cancel = () => {
    reader.cancel().catch(() => {});
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) {
        return Buffer.concat(chunks);
      }
      size += value.byteLength;
      if (size > maxBytes) {
        cancel();
        throw tooLarge();
      }
      chunks.push(value);
    }
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** Lets go of a body that nobody reads, so that its connection is free again. */
export function discardBody(response: Response): void {
  response.body?.cancel().catch(() => {});
}
