import { LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { BulkheadPolicy, bulkhead } from 'cockatiel';
import { ZipArchive } from '../archives/ZipArchive';
import { FindingSink, ScanObservation } from '../sources';
import { readScan } from './readScan';

const MAX_ENTRIES = 1_000;
const MAX_WAITING = 10_000;
const READ_TIMEOUT_MS = 120_000;

/** @public */
export interface ScanArchive {
  /** Name for messages: `The artifacts of job 7 of acme/checkout-api`. */
  what: string;
  /** What is known of its scans. The last one that is stored has this id: once it is known, all are. */
  scan: Pick<ScanObservation, 'serviceRef' | 'id' | 'commit' | 'at'>;
  /** True if the system says that the scan was cut short. */
  isFailed: boolean;
  download(): Promise<Buffer>;
  /** The scope of the scan that a file holds; undefined if it holds none. */
  scopeOf(path: string): string | undefined;
}

/**
 * Reads SARIF files out of archives of artifacts. One archive is in memory at a time; its files are read while they
 * inflate.
 *
 * @public
 */
export class ScanArchives {
  readonly #turns: BulkheadPolicy = bulkhead(1, MAX_WAITING);

  static create(): ScanArchives {
    return new ScanArchives();
  }

  private constructor() {}

  /**
   * Stores the scans of an archive. One that is gone holds none; one that cannot be read will not become readable, so it
   * is logged and holds none either.
   */
  async observe(options: {
    archive: ScanArchive;
    sink: FindingSink;
    logger: LoggerService;
    signal: AbortSignal;
  }): Promise<void> {
    try {
      await this.#turns.execute(() => observeArchive(options));
    } catch (error) {
      if (isError(error) && error.name === 'NotFoundError') {
        return;
      }
      if (!isError(error) || error.name !== 'InputError') {
        throw error;
      }
      options.logger.warn(error.message);
    }
  }
}

async function observeArchive({
  archive,
  sink,
  logger,
  signal,
}: Parameters<ScanArchives['observe']>[0]): Promise<void> {
  const { what, scan, isFailed, scopeOf } = archive;
  const zip = await ZipArchive.open(await archive.download(), {
    what,
    entries: MAX_ENTRIES,
  });
  const files = zip.paths
    .map(path => ({ path, scope: scopeOf(path) }))
    .filter(({ scope }) => scope !== undefined);
  for (const [index, { path, scope = '' }] of files.entries()) {
    const isLast = index === files.length - 1;
    const observed = await readScan({
      scan: { ...scan, scope, id: isLast ? scan.id : `${scan.id}/${path}` },
      isFailed,
      open: async () => zip.stream(path),
      timeoutMs: READ_TIMEOUT_MS,
      logger,
      signal,
    });
    for (const each of observed) {
      await sink.observeScan(each);
    }
  }
}
