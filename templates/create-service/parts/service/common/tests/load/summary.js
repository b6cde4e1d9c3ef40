/** The limits that every run must keep, however fast the last one was. */
export const thresholds = {
  http_req_duration: ['p(95)<300'],
  http_req_failed: ['rate<0.01'],
  checks: ['rate>0.99'],
};

export const summaryTrendStats = ['med', 'p(95)', 'p(99)', 'max'];

/** Prints the run, and writes what `compare.mjs` reads to the file that SUMMARY names. */
export function summarize(profile) {
  return ({ metrics }) => {
    const duration = metrics.http_req_duration.values;
    const run = {
      profile,
      p95: duration['p(95)'],
      p99: duration['p(99)'],
      requestsPerSecond: metrics.http_reqs.values.rate,
      errorRate: metrics.http_req_failed.values.rate,
    };
    const broken = Object.entries(metrics).flatMap(([name, metric]) =>
      Object.entries(metric.thresholds || {})
        .filter(([, threshold]) => !threshold.ok)
        .map(([expression]) => `${name} ${expression}`),
    );
    const lines = [
      '',
      `profile       ${profile}`,
      `requests      ${metrics.http_reqs.values.count} (${run.requestsPerSecond.toFixed(1)} per second)`,
      `duration      p95 ${run.p95.toFixed(1)} ms, p99 ${run.p99.toFixed(1)} ms`,
      `errors        ${(run.errorRate * 100).toFixed(2)} %`,
      `thresholds    ${broken.length === 0 ? 'kept' : `broken: ${broken.join(', ')}`}`,
      '',
    ];
    return {
      stdout: lines.join('\n'),
      [__ENV.SUMMARY || 'summary.json']: `${JSON.stringify(run, null, 2)}\n`,
    };
  };
}
