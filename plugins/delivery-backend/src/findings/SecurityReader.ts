import {
  Exposure,
  SecurityView,
  TrendPoint,
} from '@fairway/backstage-plugin-delivery-common';
import { ClockDays } from '../pipelines/pipelineConfig';
import { ServiceSummary } from '../services/ServiceSummary';
import { SummaryStore } from '../services/SummaryStore';
import { SourceStatusReader } from '../sources/SourceStatusReader';
import { FindingStore, RunningCommit } from './FindingStore';

interface Options {
  findings: FindingStore;
  summaries: SummaryStore;
  sources: SourceStatusReader;
  clockDays: ClockDays;
}

const trendDays = 42;
const day = 86_400_000;

/** What the Security tab shows above its table. */
export class SecurityReader {
  readonly #options: Options;

  static create(options: Options): SecurityReader {
    return new SecurityReader(options);
  }

  private constructor(options: Options) {
    this.#options = options;
  }

  /** Which environment runs which commit, last environment first: where users are comes first. */
  async running(serviceRef: string): Promise<RunningCommit[]> {
    const stored = await this.#options.summaries.get(serviceRef);
    return runningOf(stored?.summary);
  }

  async view(serviceRef: string, now: Date): Promise<SecurityView> {
    const { findings, summaries, sources, clockDays } = this.#options;
    const since = new Date(now.getTime() - (trendDays - 1) * day)
      .toISOString()
      .slice(0, 10);
    const [stored, totals, scans, changes, freshness] = await Promise.all([
      summaries.get(serviceRef),
      findings.totals(serviceRef),
      findings.scans(serviceRef),
      findings.trend(serviceRef, since),
      sources.ofService(serviceRef),
    ]);
    const inTrend = changes.filter(change => change.day >= since);
    return {
      serviceRef,
      exposure: await this.#exposure(serviceRef, stored?.summary, now),
      trend: fillDays(changes, since, now),
      fixedInTrend: inTrend.reduce((sum, each) => sum + each.fixed, 0),
      newInTrend: inTrend.reduce((sum, each) => sum + each.introduced, 0),
      scans,
      scanners: [...new Set(scans.map(scan => scan.scanner))].sort(),
      total: totals.total,
      open: totals.open,
      decided: totals.decided,
      clockDays,
      provenance: freshness.ofKind('findings'),
    };
  }

  async #exposure(
    serviceRef: string,
    summary: ServiceSummary | undefined,
    now: Date,
  ): Promise<Exposure[]> {
    const environments = [...(summary?.environments ?? [])].reverse();
    return Promise.all(
      environments.map(async ({ name, deployment }): Promise<Exposure> => {
        const release = deployment?.release;
        if (!release) {
          return { environment: name };
        }
        const { findings } = this.#options;
        const open = await findings.openCounts(serviceRef, release.commit);
        return {
          environment: name,
          version: release.version,
          open,
          overdue:
            open &&
            (await findings.overdue(
              serviceRef,
              release.commit,
              now.toISOString(),
            )),
        };
      }),
    );
  }
}

export function runningOf(
  summary: ServiceSummary | undefined,
): RunningCommit[] {
  return [...(summary?.environments ?? [])]
    .reverse()
    .flatMap(({ name, deployment }) =>
      deployment?.release
        ? [{ environment: name, commit: deployment.release.commit }]
        : [],
    );
}

/** A day on which nothing changed has the numbers of the day before; before the first scan there are none. */
export function fillDays(
  changes: TrendPoint[],
  since: string,
  now: Date,
): TrendPoint[] {
  const points: TrendPoint[] = [];
  const byDay = new Map(changes.map(change => [change.day, change]));
  let last = changes.filter(change => change.day < since).pop();
  for (let at = Date.parse(since); at <= now.getTime(); at += day) {
    const name = new Date(at).toISOString().slice(0, 10);
    last = byDay.get(name) ?? last;
    if (last) {
      const { criticalAndHigh, lower } = last;
      points.push({ day: name, criticalAndHigh, lower });
    }
  }
  return points;
}
