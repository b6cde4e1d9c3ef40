import { InputError } from '@backstage/errors';
import { ScanResult } from '../sources';
import { SarifRules, readRules } from './SarifRules';
import { fingerprintOf } from './fingerprintOf';
import { logSchema, resultSchema, runSchema } from './sarifSchema';
import { scanResultOf } from './scanResultOf';

/** @public */
export interface SarifLimits {
  /** Largest text, in bytes; 64 MiB unless set. */
  bytes?: number;
  /** Runs read from one file; 20 unless set. */
  runs?: number;
  /** Results read from one run; 25,000 unless set. */
  results?: number;
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

const RESULTS_PER_TURN = 250;

/**
 * Reads SARIF 2.1.0. Trusts nothing in it: only known fields are read, everything has a limit, links are http or https.
 * Gives other work a turn between results, so that a large file does not hold up the process.
 *
 * @public
 */
export async function readSarif(
  text: string,
  limits: SarifLimits = {},
): Promise<SarifScan[]> {
  const maxBytes = limits.bytes ?? 64 * 1024 * 1024;
  if (Buffer.byteLength(text) > maxBytes) {
    throw new InputError(
      `The SARIF file is larger than the ${maxBytes} bytes that are accepted`,
    );
  }
  const log = logSchema.safeParse(parse(text));
  if (!log.success) {
    throw new InputError(
      `The file is not SARIF 2.1.0: ${log.error.issues[0].message}`,
    );
  }
  const maxRuns = limits.runs ?? 20;
  if (log.data.runs.length > maxRuns) {
    throw new InputError(
      `The SARIF file has ${log.data.runs.length} runs; ${maxRuns} are accepted`,
    );
  }
  const scans: SarifScan[] = [];
  for (const run of log.data.runs) {
    scans.push(await readRun(run, limits.results ?? 25_000));
  }
  return scans;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new InputError('The SARIF file is not JSON');
  }
}

async function readRun(input: unknown, maxResults: number): Promise<SarifScan> {
  const parsed = runSchema.safeParse(input);
  if (!parsed.success) {
    throw new InputError(
      `A run of the SARIF file cannot be read: ${parsed.error.issues[0].message}`,
    );
  }
  const { tool, results: inputs, invocations } = parsed.data;
  const rules = readRules(tool);
  const results = new Map<string, ScanResult>();
  const occurrences = new Map<string, number>();
  let dropped = Math.max(0, (inputs?.length ?? 0) - maxResults);
  for (const [index, result] of (inputs ?? []).slice(0, maxResults).entries()) {
    if (index > 0 && index % RESULTS_PER_TURN === 0) {
      await new Promise(resolve => setImmediate(resolve));
    }
    const scanResult = readResult(result, rules, occurrences);
    if (scanResult === 'unreadable') {
      dropped += 1;
    } else if (scanResult !== 'not-a-finding') {
      results.set(scanResult.fingerprint, scanResult);
    }
  }
  const version = tool.driver.version ?? tool.driver.semanticVersion;
  const failed = invocations?.some(run => run.executionSuccessful === false);
  return {
    scanner: tool.driver.name.slice(0, 100),
    ...(version && { version: version.slice(0, 100) }),
    results: [...results.values()],
    // A run without a list of results did not look (SARIF 2.1.0, 3.14.23).
    complete: Boolean(inputs) && !failed && dropped === 0,
    dropped,
  };
}

function readResult(
  input: unknown,
  rules: SarifRules,
  occurrences: Map<string, number>,
): ScanResult | 'unreadable' | 'not-a-finding' {
  const parsed = resultSchema.safeParse(input);
  if (!parsed.success) {
    return 'unreadable';
  }
  const result = parsed.data;
  if (result.baselineState === 'absent' || !reportsAWeakness(result.kind)) {
    return 'not-a-finding';
  }
  // A suppression without a status counts as accepted (SARIF 2.1.0, 3.35.3).
  const suppressed = result.suppressions?.some(
    suppression => (suppression.status ?? 'accepted') === 'accepted',
  );
  if (suppressed) {
    return 'not-a-finding';
  }
  const rule = rules.of(result);
  const id = rule?.id ?? result.ruleId ?? result.rule?.id;
  if (!id) {
    return 'unreadable';
  }
  const read = scanResultOf(id, result, rule);
  return { ...read, fingerprint: fingerprintOf(read, result, occurrences) };
}

function reportsAWeakness(kind: string | undefined): boolean {
  return kind === undefined || ['fail', 'open', 'review'].includes(kind);
}
