import { InputError } from '@backstage/errors';
import { ScanResult } from '../sources';
import { SarifRules } from './SarifRules';
import { SarifScan } from './SarifScan';
import { fingerprintOf } from './fingerprintOf';
import { SarifResult, invocationsSchema, resultSchema } from './sarifSchema';
import { scanResultOf } from './scanResultOf';

/** One run of a SARIF file while it is read, in whatever order its parts come. */
export class SarifRun {
  readonly rules = new SarifRules();
  readonly #results = new Map<string, ScanResult>();
  readonly #occurrences = new Map<string, number>();
  /** Results that came before the rules they refer to. */
  #waiting: SarifResult[] = [];
  #tool: Partial<Record<string, string>> = {};
  #toolIsRead = false;
  #looked = false;
  #failed = false;
  #dropped = 0;

  /** Takes a property of the tool's driver. */
  describeTool(property: string, value: unknown): void {
    if (typeof value === 'string') {
      this.#tool[property] = value.slice(0, 100);
    }
  }

  /** The tool is known with all its rules. */
  toolEnds(): void {
    this.#toolIsRead = true;
    this.#takeWaiting();
  }

  /** A run without a list of results did not look (SARIF 2.1.0, 3.14.23). */
  resultsBegin(): void {
    this.#looked = true;
  }

  takeInvocations(input: unknown): void {
    const parsed = invocationsSchema.safeParse(input);
    this.#failed ||= parsed.success
      ? parsed.data.some(run => run.executionSuccessful === false)
      : false;
  }

  /** Takes a result; undefined if it was too large. */
  takeResult(input: unknown): void {
    const parsed = resultSchema.safeParse(input);
    if (!parsed.success) {
      this.drop();
    } else if (this.#toolIsRead) {
      this.#map(parsed.data);
    } else {
      this.#waiting.push(parsed.data);
    }
  }

  drop(): void {
    this.#dropped += 1;
  }

  finish(): SarifScan {
    const { name, version, semanticVersion } = this.#tool;
    if (name === undefined) {
      throw new InputError(
        'A run of the SARIF file cannot be read: its tool has no name',
      );
    }
    this.#takeWaiting();
    const toolVersion = version ?? semanticVersion;
    return {
      scanner: name,
      ...(toolVersion && { version: toolVersion }),
      results: [...this.#results.values()],
      complete: this.#looked && !this.#failed && this.#dropped === 0,
      dropped: this.#dropped,
    };
  }

  #takeWaiting(): void {
    this.#waiting.forEach(result => this.#map(result));
    this.#waiting = [];
  }

  #map(result: SarifResult): void {
    if (!reportsAWeakness(result)) {
      return;
    }
    const rule = this.rules.of(result);
    const id = rule?.id ?? result.ruleId ?? result.rule?.id;
    if (!id) {
      this.drop();
      return;
    }
    const read = scanResultOf(id, result, rule);
    const fingerprint = fingerprintOf(read, result, this.#occurrences);
    this.#results.set(fingerprint, { ...read, fingerprint });
  }
}

function reportsAWeakness({
  baselineState,
  kind,
  suppressions,
}: SarifResult): boolean {
  // A suppression without a status counts as accepted (SARIF 2.1.0, 3.35.3).
  const suppressed = suppressions?.some(
    suppression => (suppression.status ?? 'accepted') === 'accepted',
  );
  return (
    baselineState !== 'absent' &&
    !suppressed &&
    (kind === undefined || ['fail', 'open', 'review'].includes(kind))
  );
}
