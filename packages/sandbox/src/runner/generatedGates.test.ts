import { DELIVERY, GeneratedService } from './__testUtils__/GeneratedService';
import { OWNER, SERVICE, useRunner } from './__testUtils__/RunnerFixture';

const IMAGE = `ghcr.io/${OWNER}/${SERVICE}`;

describe('the gates of the generated pipeline', () => {
  const current = useRunner();
  const service = new GeneratedService(current);

  it('keeps every scan as an artifact and in code scanning', async () => {
    const { fixture } = current;
    const run = await service.create(
      {},
      `
findings:
  - { tool: CodeQL, rule: py/log-injection, title: Log entry from user input, severity: medium, path: src/app/status.py, line: 7, cwe: CWE-117 }
  - { tool: Grype, rule: CVE-2026-1, title: Overflow, severity: high, package: zlib, installed: 1.2, fixed: 1.3 }
`,
    );
    expect(run.conclusion).toBe('success');
    const names = fixture.forge.listArtifacts(run.id).map(each => each.name);
    expect(names.sort()).toEqual([
      'fairway-release',
      'sarif-dependencies',
      'sarif-image',
      'sarif-infrastructure',
      'sarif-sast',
      'sarif-secrets',
      'sarif-workflows',
      'test-reports',
    ]);
    const analyses = fixture.services.codeScanning
      .analyses(OWNER, SERVICE)
      .map(each => `${each.category} ${each.toolName} ${each.resultsCount}`);
    expect(analyses.sort()).toEqual([
      'dependencies osv-scanner 0',
      'image Grype 1',
      'infrastructure checkov 0',
      'sast CodeQL 1',
      'secrets gitleaks 0',
      'workflows zizmor 0',
    ]);
    const evidence = service
      .stateOf(run.id)
      .evidence.map(({ kind, summary }) => `${kind}: ${summary}`);
    expect(evidence).toContain(
      'gate-1: 0 critical, 0 high, 1 medium, 0 low (limit 0 critical, 0 high)',
    );
    expect(evidence).toContain(
      'gate-2: 0 critical, 1 high, 0 medium, 0 low (limit 0 critical)',
    );
  });

  it('quarantines a release with a critical vulnerability: reported, not deployed', async () => {
    const { fixture } = current;
    const run = await service.create(
      {},
      'release: { quarantine: true }\nfindings: []\n',
    );
    expect(run.conclusion).toBe('failure');
    expect(fixture.jobsOf(run.id)).toMatchObject({
      'Image scan / Grype': 'success',
      'Security gate 2': 'failure',
      Quarantine: 'success',
      Release: 'skipped',
      'Deploy to development': 'skipped',
    });
    const { artifacts } = service.stateOf(run.id);
    expect(
      JSON.parse(artifacts['fairway-release']['release.json']),
    ).toMatchObject({
      version: '0.1.0',
      image: IMAGE,
      quarantined: true,
      quarantineReason: 'Security gate 2: 1 critical, limit 0',
    });
    expect(artifacts['gate-2']['gate-2.md']).toMatch(/CVE-2026-21718/);
    expect(await service.overlay('development')).not.toContain('sha256:');
  });

  it('stops at gate 1 for what a scan of the code found, unless it is waived', async () => {
    const { fixture } = current;
    const findings =
      'findings: [{ tool: CodeQL, rule: py/xxe, title: XML, severity: high, path: src/app/status.py }]\n';
    const run = await service.create({}, findings);
    expect(fixture.jobsOf(run.id)).toMatchObject({
      'Code scanning / CodeQL': 'success',
      'Security gate 1': 'failure',
      Image: 'skipped',
      'Deploy to development': 'skipped',
    });
    expect(fixture.logOf(run.id, 'Security gate 1')).toMatch('1 high, limit 0');

    const expires = new Date(Date.now() + 30 * 86_400_000);
    await fixture.push('fix: accept it for a month', {
      '.security/waivers.yaml': `waivers:\n  - id: py/xxe\n    reason: Only staff reaches it\n    owner: payments\n    expires: ${expires
        .toISOString()
        .slice(0, 10)}\n`,
    });
    await fixture.runner.settle();
    expect(fixture.jobsOf(service.newest(DELIVERY).id)).toMatchObject({
      'Security gate 1': 'success',
      'Deploy to development': 'success',
    });
    expect(
      fixture.logOf(service.newest(DELIVERY).id, 'Security gate 1'),
    ).toMatch('1 waived');
  });

  it('lets a chosen job fail at its check, and gate 1 with it', async () => {
    const { fixture } = current;
    const run = await service.create(
      {},
      'pipeline: { fail: [quality/tests] }\n',
    );
    expect(fixture.jobsOf(run.id)).toMatchObject({
      'Quality / Tests': 'failure',
      'Code scanning / CodeQL': 'success',
      'Security gate 1': 'failure',
      Image: 'skipped',
    });
    const { steps } = fixture.job(run.id, 'Quality / Tests');
    expect(steps.find(step => step.conclusion === 'failure')?.name).toBe(
      'Tests, with at least 90 % coverage',
    );
  });
});
