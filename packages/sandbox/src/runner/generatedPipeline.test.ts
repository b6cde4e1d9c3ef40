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
});
