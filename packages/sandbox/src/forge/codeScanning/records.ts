/** The SARIF 2.1.0 document of one upload, kept as it came; only what the forge itself reads is named. */
export interface SarifLog {
  version: string;
  runs: SarifRun[];
}

export interface SarifRun {
  tool: {
    driver: {
      name: string;
      version?: string;
      semanticVersion?: string;
      guid?: string;
      rules?: SarifRule[];
    };
  };
  automationDetails?: { id?: string };
  results?: SarifResult[];
}

export interface SarifRule {
  id: string;
  name?: string;
  shortDescription?: { text: string };
  fullDescription?: { text: string };
  help?: { text?: string; markdown?: string };
  helpUri?: string;
  defaultConfiguration?: { level?: string };
  properties?: {
    tags?: string[];
    'security-severity'?: string;
  };
}

export interface SarifResult {
  ruleId?: string;
  ruleIndex?: number;
  level?: string;
  message: { text?: string; markdown?: string };
  locations?: SarifLocation[];
  fingerprints?: Record<string, string>;
  partialFingerprints?: Record<string, string>;
}

export interface SarifLocation {
  physicalLocation?: {
    artifactLocation?: { uri?: string };
    region?: {
      startLine?: number;
      endLine?: number;
      startColumn?: number;
      endColumn?: number;
    };
  };
}

/** One analysed SARIF run of one commit. */
export interface AnalysisRecord {
  id: number;
  owner: string;
  repo: string;
  /** `refs/heads/main` or `refs/pull/4/merge`. */
  ref: string;
  commitSha: string;
  /** Tells apart the scans of one tool: `code`, `dependencies`, `image`. */
  category: string;
  toolName: string;
  toolVersion?: string;
  sarifId: string;
  resultsCount: number;
  rulesCount: number;
  createdAt: string;
}

export interface NewAnalysis {
  owner: string;
  repo: string;
  ref: string;
  commitSha: string;
  /** Overrides the `automationDetails.id` of the document. */
  category?: string;
  sarif: SarifLog;
  createdAt?: Date;
  /** Login of who uploads; the owner when absent. */
  by?: string;
  /** Part of the seeded history: no webhook tells of its alerts. */
  silent?: boolean;
}

export type AlertState = 'open' | 'fixed' | 'dismissed';

export type DismissedReason = 'false positive' | "won't fix" | 'used in tests';

/** An upload of a SARIF document and what became of it. */
export interface SarifUploadRecord {
  id: string;
  owner: string;
  repo: string;
  /** Why its content was not taken; empty when it was. */
  errors: string[];
}

/** What one result of a scan says about one alert. */
export interface AlertObservation {
  /** The same weakness has the same fingerprint in every scan of the same tool and category. */
  fingerprint: string;
  rule: SarifRule;
  severity: 'none' | 'note' | 'warning' | 'error';
  securitySeverity?: 'low' | 'medium' | 'high' | 'critical';
  message: string;
  location: SarifLocation;
}

/** An alert as it is kept: the last observation and what people decided. */
export interface AlertRecord {
  id: number;
  owner: string;
  repo: string;
  number: number;
  toolName: string;
  toolVersion?: string;
  toolGuid?: string;
  category: string;
  observation: AlertObservation;
  /** Where it was seen last. */
  ref: string;
  commitSha: string;
  analysisId: number;
  createdAt: string;
  updatedAt: string;
  fixedAt?: string;
  dismissal?: {
    by: string;
    at: string;
    reason: DismissedReason;
    comment?: string;
  };
}

/** Something happened to an alert. */
export interface AlertEvent {
  action:
    | 'created'
    | 'reopened'
    | 'fixed'
    | 'closed_by_user'
    | 'reopened_by_user';
  alert: AlertRecord;
  sender: string;
}
