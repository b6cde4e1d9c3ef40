import { gzipSync } from 'node:zlib';
import { ForgeFixture } from '../__testUtils__/ForgeFixture';

const repo = { owner: 'acme', repo: 'shop' };

interface Result {
  rule: string;
  line: number;
}

function sarifOf(results: Result[], tool = 'Bandit') {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: tool,
            semanticVersion: '1.8.0',
            guid: '0d63fa4a-0000-4000-8000-000000000001',
            rules: [
              {
                id: 'B608',
                name: 'sql',
                shortDescription: { text: 'SQL built from input' },
                help: { text: 'Use parameters.' },
                properties: { 'security-severity': '8.1', tags: ['security'] },
              },
              { id: 'B101', shortDescription: { text: 'Assert used' } },
            ],
          },
        },
        automationDetails: { id: 'code/1' },
        results: results.map(({ rule, line }) => ({
          ruleId: rule,
          message: { text: `${rule} here` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'src/app.py' },
                region: { startLine: line },
              },
            },
          ],
          partialFingerprints: { primaryLocationLineHash: `${rule}:1` },
        })),
      },
    ],
  };
}

describe('code scanning', () => {
  let fixture: ForgeFixture;
  let head: string;

  beforeAll(async () => {
    fixture = await ForgeFixture.start();
    head = (await fixture.repository('shop')).head;
  });
  afterAll(() => fixture.stop());

  const pack = (document: unknown) =>
    gzipSync(JSON.stringify(document)).toString('base64');
  const upload = (sarif: string, ref = 'refs/heads/main', commit = head) =>
    fixture.checked.rest.codeScanning.uploadSarif({
      ...repo,
      commit_sha: commit,
      ref,
      sarif,
    });
  const alerts = async (query: object = {}) => {
    const { data } = await fixture.checked.rest.codeScanning.listAlertsForRepo({
      ...repo,
      ...query,
    });
    return data.map(alert => [alert.number, alert.rule.id, alert.state]);
  };

  it('knows nothing before the first upload, and says so', async () => {
    await expect(alerts()).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('no analysis found'),
    });
  });

  it('turns an upload into an analysis and alerts', async () => {
    const { codeScanning } = fixture.checked.rest;
    const document = sarifOf([
      { rule: 'B608', line: 10 },
      { rule: 'B101', line: 20 },
    ]);
    const { status, data } = await upload(pack(document));
    expect(status).toBe(202);
    const processed = await codeScanning.getSarif({
      ...repo,
      sarif_id: data.id ?? '',
    });
    expect(processed.data.processing_status).toBe('complete');
    const analyses = await codeScanning.listRecentAnalyses({
      ...repo,
      sarif_id: data.id,
    });
    expect(analyses.data).toMatchObject([
      {
        ref: 'refs/heads/main',
        commit_sha: head,
        category: 'code',
        results_count: 2,
        rules_count: 2,
        tool: { name: 'Bandit', version: '1.8.0' },
      },
    ]);
    const id = { ...repo, analysis_id: analyses.data[0].id };
    const one = await codeScanning.getAnalysis(id);
    expect(one.data).toEqual(analyses.data[0]);
    const asSarif = await fixture.fetch(
      `/repos/acme/shop/code-scanning/analyses/${id.analysis_id}`,
      { headers: { Accept: 'application/sarif+json' } },
    );
    expect(asSarif.headers.get('content-type')).toMatch(
      /^application\/sarif\+json/,
    );
    const stored = await asSarif.json();
    expect(stored).toEqual(document);
    fixture.expectContract(
      'GET',
      '/repos/{owner}/{repo}/code-scanning/analyses/{analysis_id}',
      asSarif.status,
      stored,
      // How the description writes what the documentation calls `application/sarif+json`.
      'application/json+sarif',
    );
    expect(await alerts()).toEqual([
      [2, 'B101', 'open'],
      [1, 'B608', 'open'],
    ]);
  });

  it('lists alerts by every filter and in both orders', async () => {
    expect(await alerts({ direction: 'asc' })).toEqual([
      [1, 'B608', 'open'],
      [2, 'B101', 'open'],
    ]);
    expect(await alerts({ severity: 'high' })).toEqual([[1, 'B608', 'open']]);
    expect(await alerts({ severity: 'warning' })).toHaveLength(2);
    expect(await alerts({ tool_name: 'CodeQL' })).toEqual([]);
    expect(await alerts({ state: 'fixed' })).toEqual([]);
    expect(await alerts({ ref: 'main' })).toHaveLength(2);
    expect(await alerts({ ref: 'refs/heads/other' })).toEqual([]);
  });

  it('explains an alert and where it is', async () => {
    const { codeScanning } = fixture.checked.rest;
    const id = { ...repo, alert_number: 1 };
    const { data } = await codeScanning.getAlert(id);
    expect(data).toMatchObject({
      state: 'open',
      rule: {
        id: 'B608',
        security_severity_level: 'high',
        description: 'SQL built from input',
        help: 'Use parameters.',
      },
      most_recent_instance: {
        ref: 'refs/heads/main',
        commit_sha: head,
        location: { path: 'src/app.py', start_line: 10 },
        message: { text: 'B608 here' },
      },
    });
    const instances = await codeScanning.listAlertInstances(id);
    expect(instances.data).toEqual([data.most_recent_instance]);
    await expect(
      codeScanning.getAlert({ ...repo, alert_number: 99 }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it('keeps what people decide, until they decide otherwise', async () => {
    const { codeScanning } = fixture.checked.rest;
    const id = { ...repo, alert_number: 2 };
    await expect(
      codeScanning.updateAlert({ ...id, state: 'dismissed' }),
    ).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: [{ field: 'dismissed_reason' }] } },
    });
    const dismissed = await codeScanning.updateAlert({
      ...id,
      state: 'dismissed',
      dismissed_reason: 'used in tests',
      dismissed_comment: 'Only there',
    });
    expect(dismissed.data).toMatchObject({
      state: 'dismissed',
      dismissed_by: { login: 'fairway-bot' },
      dismissed_reason: 'used in tests',
      dismissed_comment: 'Only there',
    });
    await upload(pack(sarifOf([{ rule: 'B101', line: 25 }])));
    expect(await alerts()).toEqual([
      [2, 'B101', 'dismissed'],
      [1, 'B608', 'fixed'],
    ]);
    const reopened = await codeScanning.updateAlert({ ...id, state: 'open' });
    expect(reopened.data).toMatchObject({
      state: 'open',
      dismissed_by: null,
      dismissed_reason: null,
    });
  });

  it('leaves the alerts of the default branch alone when another is scanned', async () => {
    await upload(pack(sarifOf([])), 'refs/pull/1/merge');
    expect(await alerts({ state: 'open' })).toEqual([[2, 'B101', 'open']]);
  });

  it('fails an upload that is no SARIF, and says why when asked', async () => {
    const { data } = await upload(
      pack({ version: '2.1.0', runs: [{ tool: {} }] }),
    );
    const processed = await fixture.checked.rest.codeScanning.getSarif({
      ...repo,
      sarif_id: data.id ?? '',
    });
    expect(processed.data).toMatchObject({
      processing_status: 'failed',
      errors: [expect.stringContaining('runs.0.tool.driver')],
    });
  });

  it('refuses what is not gzip in Base64, too large, or of an unknown commit', async () => {
    await expect(upload('bm9uc2Vuc2U=')).rejects.toMatchObject({ status: 400 });
    await expect(
      upload(gzipSync('{').toString('base64')),
    ).rejects.toMatchObject({ status: 400 });
    const noise = Buffer.alloc(11 * 1024 * 1024, 1).toString('base64');
    await expect(upload(noise)).rejects.toMatchObject({ status: 413 });
    await expect(
      upload(pack(sarifOf([])), 'refs/heads/main', 'f'.repeat(40)),
    ).rejects.toMatchObject({ status: 404 });
    await expect(upload(pack(sarifOf([])), 'main')).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: [{ field: 'ref' }] } },
    });
  });
});
