import { mockCredentials } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { ServiceView } from '@fairway/backstage-plugin-delivery-common';
import {
  commitOf,
  component,
  DeliveryBench,
  digestOf,
  until,
} from './__testUtils__/DeliveryBench';
import { deliveryServiceConditions } from './permissions/rules';

jest.setTimeout(30_000);

const ref = 'component:default/checkout-api';
const path = '/services/default/checkout-api';

async function reported(bench: DeliveryBench, n: number, quarantined = false) {
  const sink = await bench.runs.sink();
  await sink.observeCommits(ref, [
    {
      sha: commitOf(n),
      parents: n > 1 ? [commitOf(n - 1)] : [],
      message: `Change ${n}`,
      author: 'ada',
      authoredAt: `2026-11-0${n}T10:00:00.000Z`,
    },
  ]);
  await sink.observeRelease(
    ref,
    {
      schema: 'fairway.dev/release/v1',
      version: `1.0.${n}`,
      commit: commitOf(n),
      image: 'ghcr.io/acme/checkout-api',
      digest: digestOf(n),
      quarantined,
      quarantineReason: quarantined ? 'CVE-2026-1 is critical' : undefined,
      evidence: [],
    },
    { id: `run-${n}`, reportedAt: `2026-11-0${n}T11:00:00.000Z` },
  );
}

const running = (environment: string, n: number) => ({
  serviceRef: ref,
  environment,
  digest: digestOf(n),
  health: 'healthy' as const,
  pods: 3,
  readyPods: 3,
});

describe('the delivery backend', () => {
  let bench: DeliveryBench;

  beforeEach(async () => {
    bench = await DeliveryBench.start({
      entities: [
        component('checkout-api'),
        component('ledger', { owner: 'finance' }),
        component('lost', { pipeline: 'nowhere' }),
      ],
    });
    await until(
      () => bench.get('/services'),
      response => response.body.total === 3,
    );
  });

  afterEach(() => bench.stop());

  const view = (holds: (view: ServiceView) => boolean) =>
    until<ServiceView>(async () => (await bench.get(path)).body, holds);

  it('shows what sources see, and how far behind production is', async () => {
    await reported(bench, 1);
    await reported(bench, 2);
    const sink = await bench.cluster.sink();
    await sink.observe(running('staging', 2));
    await sink.observe(running('production', 1));
    await sink.confirm();
    const shown = await view(
      each =>
        each.environments[2].deployment !== undefined &&
        each.environments[2].provenance[0].state === 'fresh',
    );
    const [development, staging, production] = shown.environments;
    expect(development.deployment).toBeUndefined();
    expect(staging.deployment).toMatchObject({
      release: { version: '1.0.2' },
      health: 'healthy',
      readyPods: 3,
    });
    expect(production.behind).toMatchObject({
      of: 'staging',
      commits: 1,
      releases: 1,
    });
    expect(production.provenance).toEqual([
      expect.objectContaining({ source: 'Kubernetes', state: 'fresh' }),
    ]);
    expect(bench.signals).toContainEqual({ serviceRef: ref, topic: 'service' });
  });

  it('answers 304 to a page that is up to date', async () => {
    await bench.get(path);
    const first = await bench.get(path);
    const second = await bench.get(path, {
      'If-None-Match': first.headers.etag,
    });
    expect([first.status, second.status]).toEqual([200, 304]);
  });

  it('greys out the rows of a dead source, zeroes nothing, and recovers', async () => {
    await reported(bench, 1);
    const sink = await bench.cluster.sink();
    await sink.observe(running('production', 1));
    await sink.confirm();
    const runs = await bench.runs.sink();
    await runs.confirm();
    await view(each => each.environments[2].deployment !== undefined);

    bench.cluster.fail(new Error('connect ECONNREFUSED'));
    const grey = await view(
      each => each.environments[2].provenance[0].state === 'unreachable',
    );
    expect(grey.environments[2].deployment).toMatchObject({
      release: { version: '1.0.1' },
      health: 'healthy',
    });
    expect(grey.environments[2].provenance[0]).toMatchObject({
      asOf: expect.any(String),
      message: 'connect ECONNREFUSED',
    });
    expect(grey.pipelineRunsProvenance[0].state).toBe('fresh');
    const fleet = await until(
      () => bench.get('/services?state=unreachable'),
      response => response.body.total === 1,
    );
    expect(fleet.body.counts).toMatchObject({ unreachable: 1, healthy: 0 });

    await (await bench.cluster.sink()).confirm();
    await view(each => each.environments[2].provenance[0].state === 'fresh');
    expect(bench.cluster.runs).toBe(2);
  });

  it('greys out only the environments that a source names', async () => {
    await reported(bench, 1);
    const sink = await bench.cluster.sink();
    await sink.observe(running('staging', 1));
    await sink.observe(running('production', 1));
    await sink.confirm();
    await view(each => each.environments[2].provenance[0]?.state === 'fresh');
    await sink.fail(ref, {
      state: 'unreachable',
      message: 'Cluster two does not answer',
      environments: ['production'],
    });
    const shown = await view(
      each => each.environments[2].provenance[0].state === 'unreachable',
    );
    expect(shown.environments[1].provenance[0].state).toBe('fresh');
    expect(shown.environments[2].deployment?.health).toBe('healthy');
    await sink.confirm(ref);
    await view(each => each.environments[2].provenance[0].state === 'fresh');
  });

  it('marks a source that is refused as denied', async () => {
    await bench.runs.sink();
    bench.runs.fail(
      Object.assign(new Error('Bad credentials'), {
        name: 'AuthenticationError',
      }),
    );
    const { body } = await until(
      () => bench.get('/sources'),
      response => JSON.stringify(response.body).includes('denied'),
    );
    expect(body.sources).toContainEqual(
      expect.objectContaining({
        id: 'github',
        state: 'denied',
        message: 'Bad credentials',
        nextTryAt: expect.any(String),
      }),
    );
  });

  it('shows a service whose pipeline is not configured as a row with an error', async () => {
    const { body } = await bench.get('/services?q=lost');
    expect(body.rows[0]).toMatchObject({
      name: 'lost',
      cells: [],
      error: expect.stringContaining(
        "No delivery pipeline 'nowhere' in app-config; it has: standard",
      ),
    });
    const page = await bench.get('/services/default/lost');
    expect(page.status).toBe(200);
    expect(page.body.error).toContain('nowhere');
  });

  it('says what to do about an unknown service', async () => {
    const { status, body } = await bench.get('/services/default/nobody');
    expect(status).toBe(404);
    expect(body.error.message).toContain(
      "No service 'component:default/nobody' takes part in delivery; give its catalog component the annotation fairway.dev/pipeline",
    );
  });

  it('lists releases newest first, page by page, and quarantines in the history', async () => {
    await reported(bench, 1);
    await reported(bench, 3, true);
    await reported(bench, 2);
    const first = await bench.get(`${path}/releases?limit=2`);
    expect(
      first.body.releases.map((each: { version: string }) => each.version),
    ).toEqual(['1.0.3', '1.0.2']);
    const second = await bench.get(
      `${path}/releases?limit=2&cursor=${first.body.nextCursor}`,
    );
    expect(second.body).toMatchObject({
      releases: [{ version: '1.0.1', author: 'ada', sequence: 1 }],
    });
    expect(second.body.nextCursor).toBeUndefined();
    const history = await bench.get(`${path}/history?kind=quarantine`);
    expect(history.body).toMatchObject({
      total: 1,
      events: [{ kind: 'quarantine', text: expect.stringContaining('CVE') }],
    });
  });

  it('keeps every deployment as history and as a track', async () => {
    await reported(bench, 1);
    await reported(bench, 2);
    const sink = await bench.cluster.sink();
    await sink.observe(running('production', 1));
    await sink.observe(running('production', 2));
    await sink.observe({ ...running('production', 2), health: 'degraded' });
    await sink.observe(running('production', 2));
    const track = await bench.get(`${path}/track`);
    expect(track.body.spans).toMatchObject([
      { version: '1.0.1', worstHealth: 'healthy', to: expect.any(String) },
      { version: '1.0.2', worstHealth: 'degraded' },
    ]);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await bench.get(
        `${path}/history?kind=deployment&limit=1${
          cursor && `&cursor=${cursor}`
        }`,
      );
      seen.push(body.events[0].release);
      cursor = body.nextCursor;
    } while (cursor);
    expect(seen).toEqual(['1.0.2', '1.0.1']);
    const csv = await bench.get(`${path}/history.csv?kind=deployment`);
    expect(csv.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="checkout-api-history.csv"',
    });
    expect(csv.text.trim().split('\n').slice(1)).toEqual([
      expect.stringContaining('1.0.2 runs in production'),
      expect.stringContaining('1.0.1 runs in production'),
    ]);
  });

  it.each([
    ['/services?limit=0', 'limit: '],
    ['/services?state=broken', 'state: '],
    ['/services?cursor=nonsense', 'cursor: '],
    [`${path}/releases?cursor=nonsense`, 'cursor: '],
    [`${path}/track?days=many`, 'days: '],
    [`${path}/history?kind=party`, 'kind: '],
    [`${path}/history.csv?kind=party`, 'kind: '],
    [`${path}/findings?severity=awful`, 'severity: '],
    [`${path}/findings?environment=production`, 'environment: '],
  ])('refuses %s and names the field', async (url, field) => {
    const { status, body } = await bench.get(url);
    expect(status).toBe(400);
    expect(body.error.message).toContain(field);
  });

  it('refuses every page of a service to those who may not see it', async () => {
    bench.allow(() => ({ result: AuthorizeResult.DENY }));
    for (const url of [
      '/services',
      '/sources',
      path,
      `${path}/history`,
      `${path}/history.csv`,
      `${path}/track`,
      `${path}/releases`,
      `${path}/security`,
      `${path}/findings`,
      `${path}/findings/f-1`,
    ]) {
      expect([url, (await bench.get(url)).status]).toEqual([url, 403]);
    }
    const triage = await bench.post(`${path}/findings/f-1/triage`, {
      state: 'open',
    });
    expect(triage.status).toBe(403);
  });

  it('lists only the services that the policy lets a person see', async () => {
    bench.allow(permission =>
      permission.name === 'delivery.service.read'
        ? {
            result: AuthorizeResult.CONDITIONAL,
            pluginId: 'delivery',
            resourceType: 'delivery-service',
            conditions: {
              not: deliveryServiceConditions.isServiceOwner({
                owners: ['group:default/finance'],
              }),
            },
          }
        : { result: AuthorizeResult.ALLOW },
    );
    const { body } = await bench.get('/services?sort=name');
    expect(body.rows.map((row: { name: string }) => row.name)).toEqual([
      'checkout-api',
      'lost',
    ]);
    expect(body).toMatchObject({
      total: 2,
      owners: ['group:default/payments'],
    });
  });

  it('tells why a person may not act, without taking the page away', async () => {
    bench.allow(permission => ({
      result:
        permission.name === 'delivery.service.read'
          ? AuthorizeResult.ALLOW
          : AuthorizeResult.DENY,
    }));
    const { body } = await bench.get(path);
    expect(body.environments[2].abilities).toMatchObject({
      promote: {
        allowed: false,
        reason: 'You lack the permission to promote to production',
      },
      hold: { allowed: false },
    });
  });
});

describe('findings', () => {
  let bench: DeliveryBench;

  beforeEach(async () => {
    bench = await DeliveryBench.start();
    await until(
      () => bench.get('/services'),
      response => response.body.total === 1,
    );
    await reported(bench, 1);
    await (await bench.cluster.sink()).observe(running('production', 1));
    await (
      await bench.scans.sink()
    ).observeScan({
      serviceRef: ref,
      id: 'scan-1',
      scanner: 'CodeQL',
      scope: 'sast',
      commit: commitOf(1),
      complete: true,
      at: '2026-11-01T11:00:00.000Z',
      results: [
        {
          fingerprint: 'a',
          rule: 'py/sql-injection',
          title: 'SQL query built from user input',
          severity: 'critical',
          identifiers: ['CWE-89'],
          path: 'src/app/refunds.py',
          line: 48,
          helpUrl: ['javascript', 'alert(1)'].join(':'),
        },
      ],
    });
    await until(
      () => bench.get(path),
      ({ body }) => body.environments[2].findings?.critical === 1,
    );
  });

  afterEach(() => bench.stop());

  it('shows what is exposed where, and filters by it', async () => {
    const security = await bench.get(`${path}/security`);
    expect(security.body).toMatchObject({
      exposure: [
        {
          environment: 'production',
          version: '1.0.1',
          open: { critical: 1, high: 0, medium: 0, low: 0 },
        },
        { environment: 'staging' },
        { environment: 'development' },
      ],
      total: 1,
      open: 1,
      scanners: ['CodeQL'],
      clockDays: { critical: 7 },
    });
    expect(security.body.exposure[1].open).toBeUndefined();
    const findings = await bench.get(
      `${path}/findings?environment=production&severity=critical`,
    );
    expect(findings.body).toMatchObject({
      total: 1,
      findings: [{ rule: 'py/sql-injection', environments: ['production'] }],
    });
  });

  it('passes on no link that could run something', async () => {
    const { body } = await bench.get(`${path}/findings`);
    expect(body.findings[0].helpUrl).toBeUndefined();
  });

  it('takes a decision of a person, who did it and why, and tells open pages', async () => {
    const { body } = await bench.get(`${path}/findings`);
    const [{ id }] = body.findings;
    bench.signals.length = 0;
    const decided = await bench.post(`${path}/findings/${id}/triage`, {
      state: 'risk-accepted',
      owner: 'user:default/sam',
      reason: 'Not reachable from outside',
      acceptedUntil: new Date(Date.now() + 86_400_000).toISOString(),
    });
    expect(decided.status).toBe(200);
    expect(decided.body).toMatchObject({
      state: 'risk-accepted',
      owner: 'user:default/sam',
      history: [
        { by: 'user:default/mock', reason: 'Not reachable from outside' },
        { note: 'Reported by CodeQL' },
      ],
    });
    expect(decided.body.dueAt).toBeUndefined();
    await until(
      () => bench.get(path),
      answer => answer.body.environments[2].findings?.critical === 0,
    );
    expect(bench.signals).toContainEqual({
      serviceRef: ref,
      topic: 'findings',
    });
  });

  it.each([
    [{ state: 'risk-accepted', owner: 'x', reason: 'y' }, 'acceptedUntil: '],
    [{ state: 'false-positive' }, 'reason: say why'],
    [{ state: 'fixed' }, 'state: '],
    [{}, 'state: '],
  ])('refuses the decision %j and names the field', async (body, field) => {
    const page = await bench.get(`${path}/findings`);
    const [{ id }] = page.body.findings;
    const answer = await bench.post(`${path}/findings/${id}/triage`, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain(field);
  });

  it('lets only people decide', async () => {
    const answer = await bench.post(
      `${path}/findings/f-1/triage`,
      { state: 'open' },
      { Authorization: mockCredentials.service.header() },
    );
    expect(answer.status).toBe(403);
  });

  it('says that there is no such finding', async () => {
    const answer = await bench.get(`${path}/findings/f-1`);
    expect(answer.status).toBe(404);
    expect(answer.body.error.message).toBe(`No finding 'f-1' of '${ref}'`);
  });
});
