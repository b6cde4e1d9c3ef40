import {
  Scan,
  Severity,
  SeverityCounts,
} from '@fairway/backstage-plugin-delivery-common';

/** Findings of a release: those present in the newest complete scan of each scope at its commit. */
export interface ReleaseFindings {
  open: SeverityCounts;
  /** Those of `open` for which a fixed version is known. */
  fixable: SeverityCounts;
  scans: Scan[];
}

/** One finding in a comparison of two releases. */
export interface FindingLine {
  id: string;
  severity: Severity;
  title: string;
  detail?: string;
}

/** What the promotion engine reads about findings: stored facts only. */
export interface FindingReader {
  /** Undefined if the commit was never completely scanned: not known is not zero. */
  ofCommit(
    serviceRef: string,
    commit: string,
  ): Promise<ReleaseFindings | undefined>;
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
