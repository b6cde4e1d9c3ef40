import { ScanResult } from '../sources';

/** @public */
export interface SarifLimits {
  /** Largest file, in bytes after decompression; 512 MiB unless set. */
  bytes?: number;
  /** Runs read from one file; 20 unless set. */
  runs?: number;
  /** Results read from one run; 25,000 unless set. */
  results?: number;
  /** Results read from one file; 100,000 unless set. */
  resultsInAll?: number;
}

/**
 * One run of a SARIF file. `complete` is false if the tool said that it failed or if anything was dropped: then what is
 * missing from `results` may still be there.
 *
 * @public
 */
export interface SarifScan {
  scanner: string;
  version?: string;
  results: ScanResult[];
  complete: boolean;
  /** Results that were cut off by a limit or could not be read. */
  dropped: number;
}
