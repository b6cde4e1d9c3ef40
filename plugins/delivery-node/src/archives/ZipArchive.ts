import { Readable } from 'stream';
import { InputError } from '@backstage/errors';
import { Entry, ZipFile, fromBuffer } from 'yauzl';

/** @public */
export interface ZipLimits {
  /** Name for messages: `The artifact 'fairway-release'`. */
  what: string;
  /** Most files in the archive. */
  entries: number;
}

/**
 * A zip archive that anybody may have made, so it is read with care: few entries, and what inflates to more than it
 * announces is an error.
 *
 * @public
 */
export class ZipArchive {
  readonly #zip: ZipFile;
  readonly #what: string;
  readonly #entries: ReadonlyMap<string, Entry>;

  /** Reads the list of files; an `InputError` says why the archive cannot be read. */
  static async open(archive: Buffer, limits: ZipLimits): Promise<ZipArchive> {
    const zip = await openZip(archive, limits.what);
    const entries = await listEntries(zip, limits);
    return new ZipArchive(zip, limits.what, entries);
  }

  private constructor(
    zip: ZipFile,
    what: string,
    entries: ReadonlyMap<string, Entry>,
  ) {
    this.#zip = zip;
    this.#what = what;
    this.#entries = entries;
  }

  /** Paths of all files. */
  get paths(): string[] {
    return [...this.#entries.keys()];
  }

  /** Reads a small file. */
  async read(path: string, maxBytes: number): Promise<Buffer> {
    const { uncompressedSize } = this.#entry(path);
    if (uncompressedSize > maxBytes) {
      throw unreadable(this.#what, `${path} is larger than ${maxBytes} bytes`);
    }
    const chunks: Buffer[] = [];
    for await (const chunk of this.stream(path)) {
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  /** Inflates a file while it is read. */
  async *stream(path: string): AsyncIterable<Buffer> {
    const entry = this.#entry(path);
    try {
      yield* await inflate(this.#zip, entry);
    } catch {
      throw unreadable(this.#what, `${path} is broken`);
    }
  }

  #entry(path: string): Entry {
    const entry = this.#entries.get(path);
    if (!entry) {
      throw unreadable(this.#what, `it holds no ${path}`);
    }
    return entry;
  }
}

function unreadable(what: string, reason: string): InputError {
  return new InputError(`${what} cannot be read: ${reason}`);
}

function openZip(archive: Buffer, what: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const options = {
      lazyEntries: true,
      autoClose: false,
      validateEntrySizes: true,
    };
    fromBuffer(archive, options, (error, zip) =>
      error || !zip
        ? reject(unreadable(what, 'it is no valid zip'))
        : resolve(zip),
    );
  });
}

function listEntries(
  zip: ZipFile,
  limits: ZipLimits,
): Promise<ReadonlyMap<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    let count = 0;
    zip.on('error', () =>
      reject(unreadable(limits.what, 'it is no valid zip')),
    );
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: Entry) => {
      count += 1;
      if (count > limits.entries) {
        reject(
          unreadable(limits.what, `it holds more than ${limits.entries} files`),
        );
        return;
      }
      if (!entry.fileName.endsWith('/')) {
        entries.set(entry.fileName, entry);
      }
      zip.readEntry();
    });
    zip.readEntry();
  });
}

function inflate(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) =>
      error ? reject(error) : resolve(stream),
    );
  });
}
