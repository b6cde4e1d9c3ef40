import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createForgeActions } from '../forge/createForgeActions';
import { createForgeServices } from '../forge/createForgeServices';
import { ForgeEventBus } from '../forge/events/ForgeEventBus';
import { ForgeActions } from '../forge/ForgeActions';
import { GitFolders } from '../forge/git/GitFolders';
import { ImageStore } from '../images/ImageStore';
import { SandboxClock } from '../SandboxClock';
import { renderContent } from '../seed/renderContent';
import { DocumentStore } from '../storage/DocumentStore';
import { WorkflowRunner } from './WorkflowRunner';

const OWNER = 'acme';
const ADA = { name: 'Ada Castellan', email: 'ada@acme.example' };
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
  let folder: string;
  let store: DocumentStore;
  let forge: ForgeActions;
  let git: GitFolders;
  let events: ForgeEventBus;
  let images: ImageStore;
  let runner: WorkflowRunner;
  let errors: unknown[];

  function createRunner(speed: number): WorkflowRunner {
    return WorkflowRunner.create({
      store,
      forge,
      images,
      clock: new SandboxClock({ speed }),
      onError: error => errors.push(error),
    });
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-runner-'));
    store = DocumentStore.open(join(folder, 'documents.sqlite'));
    const services = await createForgeServices({
      dataFolder: folder,
      store,
      baseUrl: 'http://localhost:7300',
      users: [{ login: 'ada', ...ADA }],
    });
    git = services.git;
    events = services.events;
    forge = createForgeActions(services);
    images = new ImageStore(store);
    errors = [];
    runner = createRunner(5000);
    runner.start();
    await forge.createRepository({ owner: OWNER, name: 'parcel-api' });
    await forge.createRepository({
      owner: OWNER,
      name: 'parcel-api-manifests',
    });
    await forge.commitFiles({
      owner: OWNER,
      repo: 'parcel-api-manifests',
      branch: 'main',
      message: 'Create the manifests',
      author: ADA,
      files: await renderContent('manifests', values),
    });
  });

  afterEach(async () => {
    await runner.stop();
    store.close();
    await rm(folder, { recursive: true, force: true });
    if (errors.length > 0) {
      throw new AggregateError(errors, 'The runner reported errors');
    }
  });

  async function push(
    message: string,
    files: Record<string, string>,
    branch = 'main',
  ): Promise<string> {
    const { sha } = await forge.commitFiles({
      owner: OWNER,
      repo: 'parcel-api',
      branch,
      message,
      author: ADA,
      files,
      pusher: 'ada',
    });
    return sha;
  }

  async function pushService(sandboxFile = 'findings: []\n'): Promise<string> {
    const files = await renderContent('service', values);
    return push('feat: track parcels', {
      ...files,
      '.sandbox.yaml': sandboxFile,
    });
  }

  function newestRun() {
    const [run] = forge.listWorkflowRuns(OWNER, 'parcel-api');
    return run;
  }

  function jobsOf(runId: number) {
    return Object.fromEntries(
      forge.listJobs(runId).map(job => [job.name, job.conclusion]),
    );
  }

  async function overlay(environment: string): Promise<string> {
    const path = `manifests/environments/${environment}/kustomization.yaml`;
    const file = await forge.readFile(
      OWNER,
      'parcel-api-manifests',
      'main',
      path,
    );
    return file?.toString('utf8') ?? '';
  }

  it('takes a push to main through both gates to a release in development', async () => {
    const commit = await pushService(`
findings:
  - { tool: CodeQL, rule: py/sql-injection, title: SQL from user input, severity: high, path: src/app/main.py, line: 7, cwe: CWE-89 }
  - { tool: Grype, rule: CVE-2026-1, title: Overflow, severity: medium, package: zlib, installed: 1.2, fixed: 1.3 }
`);
    await runner.settle();

    const run = newestRun();
    expect(run).toMatchObject({
      name: 'Delivery',
      displayTitle: 'feat: track parcels',
      conclusion: 'success',
      headSha: commit,
      actor: 'ada',
    });
    expect(forge.listJobs(run.id).map(job => job.name)).toEqual([
      'Quality',
      'Code security',
      'Security gate 1',
      'Image',
      'Security gate 2',
      'Release',
      'Deploy to development',
    ]);
    const release = runner.releases.newest('acme/parcel-api');
    expect(release).toMatchObject({ version: '0.1.0', commit, image: IMAGE });
    expect(images.pull(release?.digest ?? '')).toMatchObject({ name: IMAGE });
    expect(await overlay('development')).toContain(
      `digest: ${release?.digest} # 0.1.0`,
    );
    expect(await overlay('development')).toContain('- ../../base');
    expect(await overlay('staging')).not.toContain('digest');
    expect(forge.listArtifacts(run.id).map(artifact => artifact.name)).toEqual([
      'fairway-release',
    ]);
  });

  it('stops a pull request after security gate 1', async () => {
    const head = await pushService();
    await runner.settle();
    await git
      .repository(OWNER, 'parcel-api')
      .run(['update-ref', 'refs/heads/weigh', head]);
    await push('fix: weigh parcels', { 'src/app/weight.py': '\n' }, 'weigh');
    await forge.createPullRequest({
      owner: OWNER,
      repo: 'parcel-api',
      title: 'Weigh parcels',
      head: 'weigh',
      base: 'main',
      author: 'ada',
    });
    await runner.settle();

    const run = newestRun();
    expect(run).toMatchObject({
      event: 'pull_request',
      displayTitle: 'Weigh parcels',
      conclusion: 'success',
    });
    expect(jobsOf(run.id)).toEqual({
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
    await pushService('release: { quarantine: true }\n');
    await runner.settle();

    const run = newestRun();
    expect(run.conclusion).toBe('failure');
    expect(jobsOf(run.id)).toMatchObject({
      'Security gate 2': 'failure',
      Release: 'success',
      'Deploy to development': 'skipped',
    });
    expect(forge.listArtifacts(run.id)).toHaveLength(1);
    expect(await overlay('development')).not.toContain('digest');
  });

  it('lets a critical finding in the code fail gate 1', async () => {
    await pushService(
      'findings: [{ tool: CodeQL, rule: py/x, title: X, severity: critical, path: a.py }]\n',
    );
    await runner.settle();
    expect(jobsOf(newestRun().id)).toMatchObject({
      'Code security': 'success',
      'Security gate 1': 'failure',
      Image: 'skipped',
      Release: 'skipped',
    });
  });

  it('lets a chosen job fail at its check, and skips what needs it', async () => {
    await pushService('pipeline: { fail: [quality] }\n');
    await runner.settle();

    const run = newestRun();
    expect(jobsOf(run.id)).toMatchObject({
      Quality: 'failure',
      'Code security': 'success',
      'Security gate 1': 'failure',
      Image: 'skipped',
    });
    const [quality] = forge.listJobs(run.id);
    expect(
      quality.steps.find(step => step.conclusion === 'failure')?.name,
    ).toBe('Tests');
  });

  it('keeps how an image behaves where', async () => {
    await pushService(
      'release: { unhealthyIn: { production: crash-loop, staging: image-pull-error } }\n',
    );
    await runner.settle();
    const digest = runner.releases.newest('acme/parcel-api')?.digest ?? '';
    expect(images.behaviourIn(digest, 'development')?.kind).toBe('healthy');
    expect(images.behaviourIn(digest, 'production')?.kind).toBe('crash-loop');
    expect(images.behaviourIn(digest, 'staging')).toBeUndefined();
  });

  it('fails a run whose workflow file cannot be read', async () => {
    const commit = await push('ci: break it', {
      '.github/workflows/ci.yml': 'on: push\njobs:\n  a:\n    steps: []\n',
    });
    await runner.settle();
    expect(newestRun()).toMatchObject({
      name: '.github/workflows/ci.yml',
      conclusion: 'failure',
      headSha: commit,
    });
  });

  it('goes on with an interrupted run after a restart, with one commit in the end', async () => {
    await runner.stop();
    runner = createRunner(20);
    runner.start();
    await pushService();
    await waitFor(() => newestRun()?.status === 'in_progress');
    await waitFor(() => jobsOf(newestRun().id).Quality === 'success');
    await runner.stop();
    const before = newestRun();
    expect(before.status).toBe('in_progress');

    runner = createRunner(5000);
    runner.start();
    await runner.settle();
    expect(newestRun()).toMatchObject({ id: before.id, conclusion: 'success' });
    expect(await overlay('development')).toContain('# 0.1.0');
    expect(forge.listArtifacts(before.id)).toHaveLength(1);
  });

  it('raises the version by what the commits say', async () => {
    await pushService();
    await runner.settle();
    await push('fix: round weights', { 'a.txt': '1' });
    await runner.settle();
    expect(runner.releases.newest('acme/parcel-api')?.version).toBe('0.1.1');
    await push('feat: print labels', { 'a.txt': '2' });
    await runner.settle();
    expect(runner.releases.newest('acme/parcel-api')?.version).toBe('0.2.0');
  });

  it('runs only what failed again when somebody asks for it', async () => {
    const workflow = `
on: push
jobs:
  steady: { runs-on: x, outputs: { word: '\${{ steps.say.outputs.word }}' }, steps: [{ id: say, run: 'echo "word=hello" >> "$GITHUB_OUTPUT"' }] }
  shaky: { needs: steady, runs-on: x, steps: [{ run: pytest }] }
  cells: { needs: steady, runs-on: x, name: 'Cell \${{ matrix.n }} \${{ needs.steady.outputs.word }}', strategy: { matrix: { n: '\${{ fromJSON(''[1,2]'') }}' , m: ['\${{ needs.steady.result }}'] } }, steps: [{ run: make }] }
`;
    await push('one', {
      '.github/workflows/a.yml': workflow,
      '.sandbox.yaml': 'pipeline: { fail: [shaky] }\n',
    });
    await runner.settle();
    const run = newestRun();
    expect(run.conclusion).toBe('failure');
    const steady = forge.listJobs(run.id).find(job => job.name === 'steady');
    expect(jobsOf(run.id)).toEqual({
      steady: 'success',
      shaky: 'failure',
      'Cell 1 hello': 'success',
      'Cell 2 hello': 'success',
    });

    events.emitWorkflowRequest({ kind: 'rerun', run, failedOnly: true });
    await waitFor(() => newestRun().runAttempt === 2);
    await runner.settle();
    expect(jobsOf(run.id)).toMatchObject({
      steady: 'success',
      shaky: 'failure',
    });
    const again = forge.listJobs(run.id).find(job => job.name === 'steady');
    expect(again?.id).not.toBe(steady?.id);
    expect(again?.steps).toEqual([]);
  });

  it('cancels an older run of a branch that asks for it', async () => {
    await runner.stop();
    runner = createRunner(4);
    runner.start();
    const workflow = `
on: push
concurrency: { group: all, cancel-in-progress: true }
jobs:
  slow: { runs-on: x, steps: [{ run: sleep 100 }, { run: make }] }
`;
    await push('one', { '.github/workflows/a.yml': workflow });
    await waitFor(() => newestRun()?.status === 'in_progress');
    const first = newestRun().id;
    await push('two', { 'a.txt': '2' });
    await runner.settle();
    expect(forge.findWorkflowRun(first)?.conclusion).toBe('cancelled');
    expect(newestRun().conclusion).toBe('success');
  });
});

async function waitFor(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) {
      throw new Error('The condition did not come true within 20 s');
    }
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
