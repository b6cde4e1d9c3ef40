import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError, isError } from '@backstage/errors';
import { SarifScan } from '../sarif/SarifScan';
import { readSarif } from '../sarif/readSarif';
import { ScanObservation } from '../sources';

/** @public */
export interface ReadScanOptions {
  /** What is known of the scan without reading it. */
  scan: Omit<
    ScanObservation,
    'scanner' | 'scannerVersion' | 'complete' | 'results'
  >;
  /** Scanner, if the system names it; then only its runs in the file count. */
  scanner?: { name: string; version?: string };
  /** True if the system says that the scan failed, so that it closes nothing. */
  isFailed: boolean;
  /** Opens the file; the signal aborts when it takes too long. */
  open(signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  timeoutMs: number;
  logger: LoggerService;
  signal: AbortSignal;
}

/**
 * Reads one SARIF file while it arrives: one observation per scanner in it, none if it was deleted meanwhile. A file that
 * cannot be read will not become readable: it is told as a scan that proves nothing.
 *
 * @public
 */
export async function readScan(
  options: ReadScanOptions,
): Promise<ScanObservation[]> {
  const { scan, scanner, logger, signal, timeoutMs } = options;
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const scans = await readSarif(
      await options.open(AbortSignal.any([signal, deadline])),
    );
    const observed = observationsOf(scans, options);
    const dropped = scans.reduce((sum, each) => sum + each.dropped, 0);
    if (dropped > 0) {
      logger.warn(
        `${dropped} results of scan ${scan.id} of ${scan.serviceRef} were dropped; it closes no findings`,
      );
    }
    return observed;
  } catch (error) {
    if (isError(error) && error.name === 'NotFoundError') {
      return [];
    }
    if (deadline.aborted) {
      throw new ServiceUnavailableError(
        `Scan ${scan.id} of ${scan.serviceRef} did not arrive within ${
          timeoutMs / 1000
        } s`,
      );
    }
    if (isError(error) && error.name === 'InputError') {
      logger.warn(
        `Scan ${scan.id} of ${scan.serviceRef} cannot be read: ${error.message}`,
      );
      return [nothing(scan, scanner)];
    }
    throw error;
  }
}

function observationsOf(
  scans: SarifScan[],
  { scan, scanner, isFailed }: ReadScanOptions,
): ScanObservation[] {
  if (scans.length === 0) {
    return [nothing(scan, scanner)];
  }
  const own = scans.filter(each => each.scanner === scanner?.name);
  const groups = scanner
    ? [own.length > 0 ? own : scans]
    : [...new Set(scans.map(each => each.scanner))].map(name =>
        scans.filter(each => each.scanner === name),
      );
  return groups.map((group, index) => {
    const name = scanner?.name ?? group[0].scanner;
    const version = scanner ? scanner.version : group[0].version;
    return {
      ...scan,
      // The last one has the plain id: once that is stored, all are.
      id: index === groups.length - 1 ? scan.id : `${scan.id}/${index + 1}`,
      scanner: name,
      ...(version && { scannerVersion: version }),
      complete: !isFailed && group.every(each => each.complete),
      results: group.flatMap(each => each.results),
    };
  });
}

function nothing(
  scan: ReadScanOptions['scan'],
  scanner: ReadScanOptions['scanner'],
): ScanObservation {
  return {
    ...scan,
    scanner: scanner?.name ?? 'unknown scanner',
    ...(scanner?.version && { scannerVersion: scanner.version }),
    complete: false,
    results: [],
  };
}
