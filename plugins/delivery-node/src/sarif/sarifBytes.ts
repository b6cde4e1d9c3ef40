import { InputError } from '@backstage/errors';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

const GZIP = [0x1f, 0x8b];

/** The bytes of a file, however it was handed over. */
export async function* bytesOf(
  source: string | Uint8Array | AsyncIterable<Uint8Array>,
): AsyncIterable<Buffer> {
  if (typeof source === 'string') {
    yield Buffer.from(source);
  } else if (source instanceof Uint8Array) {
    yield bufferOf(source);
  } else {
    yield* chunksOf(source);
  }
}

async function* chunksOf(
  source: AsyncIterable<Uint8Array>,
): AsyncIterable<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  let open = true;
  try {
    for (let next = await chunks.next(); !next.done; ) {
      yield bufferOf(next.value);
      next = await chunks.next();
    }
    open = false;
  } finally {
    if (open) {
      // The verdict about the file does not wait until its source has closed.
      Promise.resolve(chunks.return?.()).catch(() => {});
    }
  }
}

/** Decompresses what begins as gzip does. What it inflates to is up to the caller to limit, as it arrives. */
export async function* inflated(
  source: AsyncIterable<Buffer>,
): AsyncIterable<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < GZIP.length) {
    const { done, value } = await chunks.next();
    if (done) {
      break;
    }
    head = head.length > 0 ? Buffer.concat([head, value]) : value;
  }
  const all = chain(head, chunks);
  if (!GZIP.every((byte, index) => head[index] === byte)) {
    yield* all;
    return;
  }
  const broken: { because?: unknown } = {};
  const input = Readable.from(noting(all, broken));
  const output = input.pipe(createGunzip());
  input.on('error', error => output.destroy(error));
  try {
    yield* output;
  } catch (error) {
    // What the source itself throws is no fault of the file.
    throw (
      broken.because ??
      new InputError('The SARIF file cannot be decompressed: it is broken')
    );
  } finally {
    output.destroy();
    input.destroy();
  }
}

async function* chain(
  head: Buffer,
  rest: AsyncIterator<Buffer>,
): AsyncIterable<Buffer> {
  try {
    yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}

async function* noting(
  source: AsyncIterable<Buffer>,
  broken: { because?: unknown },
): AsyncIterable<Buffer> {
  try {
    yield* source;
  } catch (error) {
    broken.because = error;
    throw error;
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
