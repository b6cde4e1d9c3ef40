import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { coverPairs } from '../combinations/coverPairs';
import { ParameterSpace } from '../combinations/ParameterSpace';
import { Files } from '../Files';
import { parseObjects } from '../kubernetes/KubernetesObject';
import { readTemplate } from '../rendering/readTemplate';
import { TemplateRenderer } from '../rendering/TemplateRenderer';
import { promtoolProgram } from './promtool';

jest.setTimeout(180_000);

const run = promisify(execFile);
/** Skipped, and shown so, where there is no promtool. */
const describeWithPromtool = promtoolProgram ? describe : describe.skip;

const TEMPLATE = path.resolve(
  __dirname,
  '../../../../templates/create-service/template.yaml',
);
const ALERTS = [
  'ErrorBudgetBurnsFast',
  'ErrorBudgetBurnsSlowly',
  'SlowAnswers',
  'ServiceDown',
  'PodsNotReady',
  'MemoryNearLimit',
  'AutoscalerAtItsLimit',
  'CircuitBreakerOpen',
  'RolloutDegraded',
  'SecretNotFetched',
];

const SERVICE = 'service="parcel-quotes",environment="production"';
const NAMESPACE = 'namespace="parcel-quotes-production"';
const POD = `${NAMESPACE},pod="parcel-quotes-7d9-x",container="app"`;
const UP = { [`up{${SERVICE}}`]: '1+0x200' };

type Series = Record<string, string>;

describeWithPromtool('alerts of a generated service', () => {
  let files: Files;

  beforeAll(async () => {
    const template = await readTemplate(TEMPLATE);
    const [defaults] = coverPairs(ParameterSpace.of(template.entity));
    const renderer = await TemplateRenderer.start();
    files = await renderer
      .render(template, { ...defaults, name: 'parcel-quotes' })
      .finally(() => renderer.stop());
  });

  /** Asks promtool which alerts fire in production after two hours of these series, one sample a minute. */
  async function expectAlerts(series: Series, expected: string[]) {
    const [rule] = parseObjects(
      files.get('manifests/manifests/environments/production/alerts.yaml') ??
        '',
    );
    const folder = await mkdtemp(path.join(os.tmpdir(), 'fairway-alerts-'));
    const test = {
      rule_files: ['rules.yaml'],
      tests: [
        {
          interval: '1m',
          input_series: Object.entries({ ...UP, ...series }).map(
            ([name, values]) => ({ series: name, values }),
          ),
          promql_expr_test: ALERTS.map(alert => ({
            expr: `count(ALERTS{alertname="${alert}",alertstate="firing"}) > bool 0`,
            eval_time: '2h',
            exp_samples: expected.includes(alert)
              ? [{ labels: '{}', value: 1 }]
              : [],
          })),
        },
      ],
    };
    try {
      await writeFile(path.join(folder, 'rules.yaml'), stringify(rule.spec));
      await writeFile(path.join(folder, 'test.yaml'), stringify(test));
      const args = ['test', 'rules', path.join(folder, 'test.yaml')];
      const { stdout } = await run(promtoolProgram ?? '', args);
      expect(stdout).toContain('SUCCESS');
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  /** Ten requests a second, some of which end with an error. */
  const traffic = (errorsPerMinute: number): Series => ({
    [`http_requests_total{${SERVICE},code="200"}`]: `0+${
      600 - errorsPerMinute
    }x200`,
    [`http_requests_total{${SERVICE},code="500"}`]: `0+${errorsPerMinute}x200`,
  });

  it.each<[string, Series, string[]]>([
    ['nothing is wrong', traffic(0), []],
    ['one request in two thousand fails', traffic(0.3), []],
    [
      'one request in two hundred fails',
      traffic(3),
      ['ErrorBudgetBurnsSlowly'],
    ],
    [
      'one request in fifty fails',
      traffic(12),
      ['ErrorBudgetBurnsFast', 'ErrorBudgetBurnsSlowly'],
    ],
    [
      'probes and scrapes outnumber the requests that fail, and one in fifty does',
      {
        ...traffic(12),
        [`http_requests_total{${SERVICE},path="/health",code="200"}`]:
          '0+99999x200',
        [`http_requests_total{${SERVICE},path="/metrics",code="200"}`]:
          '0+99999x200',
      },
      ['ErrorBudgetBurnsFast', 'ErrorBudgetBurnsSlowly'],
    ],
    [
      'only probes fail',
      {
        ...traffic(0),
        [`http_requests_total{${SERVICE},path="/health/ready",code="503"}`]:
          '0+600x200',
      },
      [],
    ],
    [
      'answers take a second',
      {
        [`http_request_duration_seconds_bucket{${SERVICE},le="0.5"}`]:
          '0+1x200',
        [`http_request_duration_seconds_bucket{${SERVICE},le="1"}`]: '0+60x200',
        [`http_request_duration_seconds_bucket{${SERVICE},le="+Inf"}`]:
          '0+60x200',
      },
      ['SlowAnswers'],
    ],
    ['no pod answers', { [`up{${SERVICE}}`]: '0+0x200' }, ['ServiceDown']],
    ['nobody is scraped', { [`up{${SERVICE}}`]: '_x200' }, ['ServiceDown']],
    [
      'a pod is not ready',
      { [`kube_pod_status_ready{${POD},condition="true"}`]: '0+0x200' },
      ['PodsNotReady'],
    ],
    [
      'memory runs out',
      {
        [`container_memory_working_set_bytes{${POD}}`]: '95+0x200',
        [`kube_pod_container_resource_limits{${POD},resource="memory"}`]:
          '100+0x200',
      },
      ['MemoryNearLimit'],
    ],
    [
      'the autoscaler has no more to give',
      {
        [`kube_horizontalpodautoscaler_status_desired_replicas{${NAMESPACE},horizontalpodautoscaler="parcel-quotes"}`]:
          '10+0x200',
        [`kube_horizontalpodautoscaler_spec_max_replicas{${NAMESPACE},horizontalpodautoscaler="parcel-quotes"}`]:
          '10+0x200',
      },
      ['AutoscalerAtItsLimit'],
    ],
    [
      'the circuit breaker opens again and again, as calls are tried',
      {
        [`circuit_breaker_state{${SERVICE},name="upstream"}`]: Array(50)
          .fill('2 2 1 1')
          .join(' '),
      },
      ['CircuitBreakerOpen'],
    ],
    [
      'nobody calls what once was broken',
      {
        [`circuit_breaker_state{${SERVICE},name="upstream"}`]: '2x9 1x190',
      },
      [],
    ],
    [
      'a release is refused, told by a controller whose labels are kept or not',
      {
        'rollout_info{exported_namespace="parcel-quotes-production",namespace="argo-rollouts",name="parcel-quotes",phase="Degraded"}':
          '1+0x200',
      },
      ['RolloutDegraded'],
    ],
    [
      'secrets cannot be fetched',
      {
        [`externalsecret_status_condition{${NAMESPACE},name="parcel-quotes",condition="Ready",status="False"}`]:
          '1+0x200',
      },
      ['SecretNotFetched'],
    ],
  ])('fire as they should when %s', async (_situation, series, alerts) => {
    await expectAlerts(series, alerts);
  });

  it('name every alert that there is', () => {
    const [rule] = parseObjects(
      files.get('manifests/manifests/environments/production/alerts.yaml') ??
        '',
    );
    const named = JSON.stringify(rule.spec).matchAll(/"alert":"(\w+)"/g);

    expect([...named].map(([, alert]) => alert).sort()).toEqual(
      [...ALERTS].sort(),
    );
  });
});
