import { renderContent } from '../seed/renderContent';
import {
  ADA,
  MANIFESTS,
  OWNER,
  useRunner,
} from './__testUtils__/RunnerFixture';

const IMAGE = 'ghcr.io/acme/parcel-api';
const values = {
  name: 'parcel-api',
  description: 'Tracks parcels',
  organization: OWNER,
  owner: 'group:default/payments',
  ownerName: 'payments',
  image: IMAGE,
  repositoryUrl: 'http://localhost:7300/acme/parcel-api',
  manifestsUrl: 'http://localhost:7300/acme/parcel-api-manifests',
  prometheusUrl: 'http://localhost:7302',
  pipeline: 'standard',
  system: 'system:default/logistics',
  task: 'test',
};

describe('WorkflowRunner', () => {
  const current = useRunner();

  beforeEach(async () => {
    await current.fixture.forge.commitFiles({
      owner: OWNER,
      repo: MANIFESTS,
      branch: 'main',
      message: 'Create the manifests',
      author: ADA,
      files: await renderContent('manifests', values),
    });
  });

  async function pushService(sandboxFile = 'findings: []\n'): Promise<string> {
    const files = await renderContent('service', values);
    return current.fixture.push('feat: track parcels', {
      ...files,
      '.sandbox.yaml': sandboxFile,
    });
  }

  async function overlay(environment: string): Promise<string> {
    const path = `manifests/environments/${environment}/kustomization.yaml`;
    const file = await current.fixture.forge.readFile(
      OWNER,
      MANIFESTS,
      'main',
      path,
    );
    return file?.toString('utf8') ?? '';
  }

  it('takes a push to main through both gates to a release in development', async () => {
    const { fixture } = current;
    const commit = await pushService(`
findings:
  - { tool: CodeQL, rule: py/sql-injection, title: SQL from user input, severity: high, path: src/app/main.py, line: 7, cwe: CWE-89 }
  - { tool: Grype, rule: CVE-2026-1, title: Overflow, severity: medium, package: zlib, installed: 1.2, fixed: 1.3 }
`);
    await fixture.runner.settle();

    const run = fixture.newestRun();
    expect(run).toMatchObject({
      name: 'Delivery',
      displayTitle: 'feat: track parcels',
      conclusion: 'success',
      headSha: commit,
      actor: 'ada',
    });
    expect(fixture.forge.listJobs(run.id).map(job => job.name)).toEqual([
      'Quality',
      'Code security',
      'Security gate 1',
      'Image',
      'Security gate 2',
      'Release',
      'Deploy to development',
    ]);
    const release = fixture.runner.releases.newest('acme/parcel-api');
    expect(release).toMatchObject({ version: '0.1.0', commit, image: IMAGE });
    expect(fixture.images.pull(release?.digest ?? '')).toMatchObject({
      name: IMAGE,
    });
    expect(await overlay('development')).toContain(
      `digest: ${release?.digest} # 0.1.0`,
    );
    expect(await overlay('development')).toContain('- ../../base');
    expect(await overlay('staging')).not.toContain('digest');
    expect(
      fixture.forge.listArtifacts(run.id).map(artifact => artifact.name),
    ).toEqual(['fairway-release']);
  });

  it('stops a pull request after security gate 1', async () => {
    const { fixture } = current;
    const head = await pushService();
    await fixture.runner.settle();
    await fixture.services.git
      .repository(OWNER, 'parcel-api')
      .run(['update-ref', 'refs/heads/weigh', head]);
    await fixture.push(
      'fix: weigh parcels',
      { 'src/app/weight.py': '\n' },
      'weigh',
    );
    await fixture.forge.createPullRequest({
      owner: OWNER,
      repo: 'parcel-api',
      title: 'Weigh parcels',
      head: 'weigh',
      base: 'main',
      author: 'ada',
    });
    await fixture.runner.settle();

    const run = fixture.newestRun();
    expect(run).toMatchObject({
      event: 'pull_request',
      displayTitle: 'Weigh parcels',
      conclusion: 'success',
    });
    expect(fixture.jobsOf(run.id)).toEqual({
      Quality: 'success',
      'Code security': 'success',
      'Security gate 1': 'success',
      Image: 'skipped',
      'Security gate 2': 'skipped',
      Release: 'skipped',
      'Deploy to development': 'skipped',
    });
  });

  it('quarantines a release with a critical vulnerability: reported, not deployed', async () => {
    const { fixture } = current;
    await pushService('release: { quarantine: true }\n');
    await fixture.runner.settle();

    const run = fixture.newestRun();
    expect(run.conclusion).toBe('failure');
    expect(fixture.jobsOf(run.id)).toMatchObject({
      'Security gate 2': 'failure',
      Release: 'success',
      'Deploy to development': 'skipped',
    });
    expect(fixture.forge.listArtifacts(run.id)).toHaveLength(1);
    expect(await overlay('development')).not.toContain('digest');
  });

  it('lets a critical finding in the code fail gate 1', async () => {
    const { fixture } = current;
    await pushService(
      'findings: [{ tool: CodeQL, rule: py/x, title: X, severity: critical, path: a.py }]\n',
    );
    await fixture.runner.settle();
    expect(fixture.jobsOf(fixture.newestRun().id)).toMatchObject({
      'Code security': 'success',
      'Security gate 1': 'failure',
      Image: 'skipped',
      Release: 'skipped',
    });
  });

  it('lets a chosen job fail at its check, and skips what needs it', async () => {
    const { fixture } = current;
    await pushService('pipeline: { fail: [quality] }\n');
    await fixture.runner.settle();

    const run = fixture.newestRun();
    expect(fixture.jobsOf(run.id)).toMatchObject({
      Quality: 'failure',
      'Code security': 'success',
      'Security gate 1': 'failure',
      Image: 'skipped',
    });
    const [quality] = fixture.forge.listJobs(run.id);
    expect(
      quality.steps.find(step => step.conclusion === 'failure')?.name,
    ).toBe('Tests');
  });

  it('keeps how an image behaves where', async () => {
    const { fixture } = current;
    await pushService(
      'release: { unhealthyIn: { production: crash-loop, staging: image-pull-error } }\n',
    );
    await fixture.runner.settle();
    const digest =
      fixture.runner.releases.newest('acme/parcel-api')?.digest ?? '';
    expect(fixture.images.behaviourIn(digest, 'development')?.kind).toBe(
      'healthy',
    );
    expect(fixture.images.behaviourIn(digest, 'production')?.kind).toBe(
      'crash-loop',
    );
    expect(fixture.images.behaviourIn(digest, 'staging')).toBeUndefined();
  });

  it('fails a run whose workflow file cannot be read', async () => {
    const { fixture } = current;
    const commit = await fixture.push('ci: break it', {
      '.github/workflows/ci.yml': 'on: push\njobs:\n  a:\n    steps: []\n',
    });
    await fixture.runner.settle();
    expect(fixture.newestRun()).toMatchObject({
      name: '.github/workflows/ci.yml',
      conclusion: 'failure',
      headSha: commit,
    });
  });

  it('goes on with an interrupted run after a restart, with one commit in the end', async () => {
    const { fixture } = current;
    await fixture.restart(20);
    await pushService();
    await fixture.waitFor(() => fixture.newestRun()?.status === 'in_progress');
    await fixture.waitFor(
      () => fixture.jobsOf(fixture.newestRun().id).Quality === 'success',
    );
    await fixture.runner.stop();
    const before = fixture.newestRun();
    expect(before.status).toBe('in_progress');

    await fixture.restart(5000);
    await fixture.runner.settle();
    expect(fixture.newestRun()).toMatchObject({
      id: before.id,
      conclusion: 'success',
    });
    expect(await overlay('development')).toContain('# 0.1.0');
    expect(fixture.forge.listArtifacts(before.id)).toHaveLength(1);
  });

  it('raises the version by what the commits say', async () => {
    const { fixture } = current;
    await pushService();
    await fixture.runner.settle();
    await fixture.push('fix: round weights', { 'a.txt': '1' });
    await fixture.runner.settle();
    expect(fixture.runner.releases.newest('acme/parcel-api')?.version).toBe(
      '0.1.1',
    );
    await fixture.push('feat: print labels', { 'a.txt': '2' });
    await fixture.runner.settle();
    expect(fixture.runner.releases.newest('acme/parcel-api')?.version).toBe(
      '0.2.0',
    );
  });

  it('runs only what failed again when somebody asks for it', async () => {
    const { fixture } = current;
    const workflow = `
on: push
jobs:
  steady: { runs-on: x, outputs: { word: '\${{ steps.say.outputs.word }}' }, steps: [{ id: say, run: 'echo "word=hello" >> "$GITHUB_OUTPUT"' }] }
  shaky: { needs: steady, runs-on: x, steps: [{ run: pytest }] }
  cells: { needs: steady, runs-on: x, name: 'Cell \${{ matrix.n }} \${{ needs.steady.outputs.word }}', strategy: { matrix: { n: '\${{ fromJSON(''[1,2]'') }}' , m: ['\${{ needs.steady.result }}'] } }, steps: [{ run: make }] }
`;
    await fixture.push('one', {
      '.github/workflows/a.yml': workflow,
      '.sandbox.yaml': 'pipeline: { fail: [shaky] }\n',
    });
    await fixture.runner.settle();
    const run = fixture.newestRun();
    expect(run.conclusion).toBe('failure');
    const steady = fixture.forge
      .listJobs(run.id)
      .find(job => job.name === 'steady');
    expect(fixture.jobsOf(run.id)).toEqual({
      steady: 'success',
      shaky: 'failure',
      'Cell 1 hello': 'success',
      'Cell 2 hello': 'success',
    });

    fixture.services.events.emitWorkflowRequest({
      kind: 'rerun',
      run,
      failedOnly: true,
    });
    await fixture.waitFor(() => fixture.newestRun().runAttempt === 2);
    await fixture.runner.settle();
    expect(fixture.jobsOf(run.id)).toMatchObject({
      steady: 'success',
      shaky: 'failure',
    });
    const again = fixture.forge
      .listJobs(run.id)
      .find(job => job.name === 'steady');
    expect(again?.id).not.toBe(steady?.id);
    expect(again?.steps).toEqual([]);
  });

  it('cancels an older run of a branch that asks for it', async () => {
    const { fixture } = current;
    await fixture.restart(4);
    const workflow = `
on: push
concurrency: { group: all, cancel-in-progress: true }
jobs:
  slow: { runs-on: x, steps: [{ run: sleep 100 }, { run: make }] }
`;
    await fixture.push('one', { '.github/workflows/a.yml': workflow });
    await fixture.waitFor(() => fixture.newestRun()?.status === 'in_progress');
    const first = fixture.newestRun().id;
    await fixture.push('two', { 'a.txt': '2' });
    await fixture.runner.settle();
    expect(fixture.forge.findWorkflowRun(first)?.conclusion).toBe('cancelled');
    expect(fixture.newestRun().conclusion).toBe('success');
  });
});
