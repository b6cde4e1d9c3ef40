import { Severity } from '@fairway/backstage-plugin-delivery-common';
import { ScanFindings } from '@fairway/backstage-plugin-delivery-node';

/** One finding in a comparison of two releases. */
export interface FindingLine {
  id: string;
  severity: Severity;
  title: string;
  detail?: string;
}

/** What the promotion engine reads about findings: stored facts only. */
export interface FindingReader {
  /** The newest complete scan of each scope at a commit; empty if it was never completely scanned. */
  scansOfCommit(serviceRef: string, commit: string): Promise<ScanFindings[]>;
  /** Open findings of `from` that `to` lacks, and the other way round. Without `from` everything is introduced. */
  compare(
    serviceRef: string,
    from: string | undefined,
    to: string,
  ): Promise<{
    /** False if one of the commits was never completely scanned. */
    known: boolean;
    fixed: FindingLine[];
    introduced: FindingLine[];
    asOf?: string;
  }>;
}
