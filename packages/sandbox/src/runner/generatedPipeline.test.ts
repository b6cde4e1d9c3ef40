import { createAnswers } from '../seed/template/createAnswers';
import { renderService } from '../seed/template/renderService';
import {
  ADA,
  MANIFESTS,
  OWNER,
  SERVICE,
  useRunner,
} from './__testUtils__/RunnerFixture';
import { RunState } from './RunState';

const IMAGE = `ghcr.io/${OWNER}/${SERVICE}`;
const DELIVERY = 'Delivery';

describe('the generated pipeline', () => {
  const current = useRunner();

  /** Pushes what the wizard makes, on the default branch. */
  async function create(
    choices: Record<string, string> = {},
    sandboxFile = 'findings: []\n',
    more: Record<string, string> = {},
  ) {
    const { fixture } = current;
    const { service, manifests } = await renderService(
      createAnswers({
        name: SERVICE,
        description: 'Tracks parcels',
        owner: 'payments',
        system: 'logistics',
        organization: OWNER,
        forgeUrl: 'http://localhost:7300',
        metricsUrl: 'http://localhost:7302',
        task: 'test',
        choices,
      }),
    );
    if (manifests) {
      await fixture.forge.commitFiles({
        owner: OWNER,
        repo: MANIFESTS,
        branch: 'main',
        message: 'Describe the environments',
        author: ADA,
        files: manifests,
      });
    }
    await fixture.push('feat: track parcels', {
      ...service,
      ...more,
      '.sandbox.yaml': sandboxFile,
    });
    await fixture.runner.settle();
    return delivery();
  }

  /** The newest run of the pipeline. */
  function delivery() {
    const { fixture } = current;
    const run = fixture.forge
      .listWorkflowRuns(OWNER, SERVICE)
      .find(each => each.name === DELIVERY);
    if (!run) {
      throw new Error(`No run of ${DELIVERY}`);
    }
    return run;
  }

  function stateOf(runId: number): RunState {
    const state = current.fixture.store
      .collection<RunState>('runner-states')
      .get(String(runId));
    if (!state) {
      throw new Error(`No state of run ${runId}`);
    }
    return state;
  }

  async function overlay(environment: string, repo = MANIFESTS) {
    const file = await current.fixture.forge.readFile(
      OWNER,
      repo,
      'main',
      `manifests/environments/${environment}/kustomization.yaml`,
    );
    return file?.toString('utf8') ?? '';
  }

  it.each(['python', 'typescript', 'go'])(
    'takes a %s service from the first push to a release in development',
    async language => {
      const { fixture } = current;
      const run = await create({ language });

      const failed = Object.entries(fixture.jobsOf(run.id)).filter(
        ([name, conclusion]) =>
          conclusion !== 'success' && name !== 'Quarantine',
      );
      expect(failed).toEqual([]);
      expect(run.conclusion).toBe('success');
      const release = fixture.runner.releases.newest(`${OWNER}/${SERVICE}`);
      expect(release).toMatchObject({ version: '0.1.0', image: IMAGE });
      expect(fixture.images.pull(release?.digest ?? '')).toMatchObject({
        name: IMAGE,
      });
      expect(await overlay('development')).toContain(
        `digest: ${release?.digest} # 0.1.0`,
      );
      expect(await overlay('development')).toContain('- ../../base');
      expect(await overlay('staging')).not.toContain(release?.digest);

      const report = JSON.parse(
        stateOf(run.id).artifacts['fairway-release']['release.json'],
      );
      expect(report).toMatchObject({
        schema: 'fairway.dev/release/v1',
        version: '0.1.0',
        commit: run.headSha,
        image: IMAGE,
        digest: release?.digest,
        quarantined: false,
      });
      const kinds = report.evidence.map((each: { kind: string }) => each.kind);
      expect(kinds.sort()).toEqual([
        'coverage',
        'gate-1',
        'gate-2',
        'provenance',
        'sbom',
        'signature',
        'tests',
      ]);
    },
  );

  it('keeps every scan as an artifact and in code scanning', async () => {
    const { fixture } = current;
    const run = await create(
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
    const evidence = stateOf(run.id).evidence.map(
      ({ kind, summary }) => `${kind}: ${summary}`,
    );
    expect(evidence).toContain(
      'gate-1: 0 critical, 0 high, 1 medium, 0 low (limit 0 critical, 0 high)',
    );
    expect(evidence).toContain(
      'gate-2: 0 critical, 1 high, 0 medium, 0 low (limit 0 critical)',
    );
  });

  it('quarantines a release with a critical vulnerability: reported, not deployed', async () => {
    const { fixture } = current;
    const run = await create(
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
    const { artifacts } = stateOf(run.id);
    expect(
      JSON.parse(artifacts['fairway-release']['release.json']),
    ).toMatchObject({
      version: '0.1.0',
      image: IMAGE,
      quarantined: true,
      quarantineReason: 'Security gate 2: 1 critical, limit 0',
    });
    expect(artifacts['gate-2']['gate-2.md']).toMatch(/CVE-2026-21718/);
    expect(await overlay('development')).not.toContain('sha256:');
  });

  it('stops at gate 1 for what a scan of the code found, unless it is waived', async () => {
    const { fixture } = current;
    const findings =
      'findings: [{ tool: CodeQL, rule: py/xxe, title: XML, severity: high, path: src/app/status.py }]\n';
    const run = await create({}, findings);
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
    expect(fixture.jobsOf(delivery().id)).toMatchObject({
      'Security gate 1': 'success',
      'Deploy to development': 'success',
    });
    expect(fixture.logOf(delivery().id, 'Security gate 1')).toMatch('1 waived');
  });

  it('lets a chosen job fail at its check, and gate 1 with it', async () => {
    const { fixture } = current;
    const run = await create({}, 'pipeline: { fail: [quality/tests] }\n');
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

  it('checks a pull request, and previews it only with the label', async () => {
    const { fixture } = current;
    const { headSha } = await create();
    await fixture.services.git
      .repository(OWNER, SERVICE)
      .run(['update-ref', 'refs/heads/weigh', headSha]);
    await fixture.push(
      'fix: weigh parcels',
      { 'src/app/weight.py': '\n' },
      'weigh',
    );
    const pull = await fixture.forge.createPullRequest({
      owner: OWNER,
      repo: SERVICE,
      title: 'Weigh parcels',
      head: 'weigh',
      base: 'main',
      author: 'ada',
    });
    await fixture.runner.settle();
    expect(delivery()).toMatchObject({
      event: 'pull_request',
      displayTitle: 'Weigh parcels',
      conclusion: 'success',
    });
    expect(fixture.jobsOf(delivery().id)).toMatchObject({
      'Security gate 1': 'success',
      Image: 'skipped',
      Quarantine: 'skipped',
      'Deploy to development': 'skipped',
    });
    const preview = () =>
      fixture.forge
        .listWorkflowRuns(OWNER, SERVICE)
        .find(run => run.name === 'Preview');
    expect(preview()?.conclusion).toBe('skipped');

    fixture.services.issues.setLabels(OWNER, SERVICE, pull.number, ['preview']);
    fixture.services.events.emitPullRequest({
      action: 'labeled',
      label: 'preview',
      pullRequest: pull,
      sender: 'ada',
      silent: false,
    });
    await fixture.runner.settle();
    expect(fixture.jobsOf(preview()?.id ?? 0)).toEqual({
      'Build the preview': 'success',
      'Remove the preview': 'skipped',
      'Remove forgotten previews': 'skipped',
    });
    expect(fixture.runner.releases.newest(`${OWNER}/${SERVICE}`)?.commit).toBe(
      headSha,
    );
  });

  it('delivers to the repository of the service itself, with one run for each change', async () => {
    const { fixture } = current;
    const run = await create({ manifestsIn: 'service', language: 'go' });
    expect(run.conclusion).toBe('success');
    const { digest } =
      fixture.runner.releases.newest(`${OWNER}/${SERVICE}`) ?? {};
    expect(await overlay('development', SERVICE)).toContain(digest);
    const names = fixture.forge
      .listWorkflowRuns(OWNER, SERVICE)
      .map(each => each.name);
    expect(names.sort()).toEqual([DELIVERY, 'Load test']);
  });

  it.each([
    [
      {
        codeScanning: 'semgrep',
        dependencyScanning: 'snyk',
        imageScanning: 'trivy',
        infrastructureScanning: 'kics',
        registry: 'ecr',
        branching: 'gitflow',
      },
      ['Semgrep', 'Snyk', 'Trivy', 'KICS'],
    ],
    [
      {
        codeScanning: 'bandit',
        dependencyScanning: 'dependency-check',
        registry: 'docker-hub',
      },
      ['Bandit', 'Dependency-Check', 'Grype', 'checkov'],
    ],
    [
      { language: 'go', codeScanning: 'sonarqube', registry: 'acr' },
      ['SonarQube', 'osv-scanner', 'Grype', 'checkov'],
    ],
  ])('delivers with %j', async (choices: Record<string, string>, tools) => {
    const { fixture } = current;
    const run = await create(choices);
    expect(run.conclusion).toBe('success');
    const found = fixture.services.codeScanning
      .analyses(OWNER, SERVICE)
      .map(each => each.toolName);
    expect(found).toEqual(expect.arrayContaining(tools));
  });
});
