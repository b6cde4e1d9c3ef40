import {
  ADA,
  MANIFESTS,
  OWNER,
  SERVICE,
  useRunner,
} from './__testUtils__/RunnerFixture';

const IMAGE = 'ghcr.io/acme/parcel-api';
/** The shortest pipeline that delivers something. */
const PIPELINE = `
on: push
jobs:
  tests: { runs-on: x, steps: [{ run: pytest }] }
  deploy:
    needs: tests
    runs-on: x
    steps:
      - { id: build, uses: docker/build-push-action@v7, with: { tags: '${IMAGE}:new' } }
      - { uses: actions/checkout@v7, with: { repository: ${OWNER}/${MANIFESTS} } }
      - env: { DIGEST: '\${{ steps.build.outputs.digest }}' }
        run: |
          cd manifests/environments/development
          kustomize edit set image "${IMAGE}@\${DIGEST}"
          git commit --all --message 'Deploy it'
`;

describe('WorkflowRunner', () => {
  const current = useRunner();

  async function createManifests(): Promise<void> {
    const path = 'manifests/environments/development/kustomization.yaml';
    await current.fixture.forge.commitFiles({
      owner: OWNER,
      repo: MANIFESTS,
      branch: 'main',
      message: 'Create the manifests',
      author: ADA,
      files: { [path]: `resources: []\nimages: [{ name: ${IMAGE} }]\n` },
    });
  }

  it('keeps how an image behaves where', async () => {
    const { fixture } = current;
    await createManifests();
    await fixture.run({
      '.github/workflows/ci.yml': PIPELINE,
      '.sandbox.yaml':
        'release: { unhealthyIn: { production: crash-loop, staging: image-pull-error } }\n',
    });
    const { images, runner } = fixture;
    const digest = runner.releases.newest(`${OWNER}/${SERVICE}`)?.digest ?? '';
    expect(images.behaviourIn(digest, 'development')?.kind).toBe('healthy');
    expect(images.behaviourIn(digest, 'production')?.kind).toBe('crash-loop');
    expect(images.behaviourIn(digest, 'staging')).toBeUndefined();
  });

  it('makes no release of an image that is not pushed', async () => {
    const { fixture } = current;
    await createManifests();
    const run = await fixture.run({
      '.github/workflows/ci.yml': `
on: push
jobs:
  build: { runs-on: x, steps: [{ uses: docker/build-push-action@v7, with: { push: false } }] }
`,
    });
    expect(run.conclusion).toBe('success');
    expect(fixture.runner.releases.list(`${OWNER}/${SERVICE}`)).toEqual([]);
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
    await createManifests();
    await fixture.restart(40);
    await fixture.push('feat: track parcels', {
      '.github/workflows/ci.yml': PIPELINE,
    });
    await fixture.waitFor(
      () =>
        fixture.newestRun() !== undefined &&
        fixture.jobsOf(fixture.newestRun().id).tests === 'success',
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
    const log = await fixture.services.git
      .repository(OWNER, MANIFESTS)
      .run(['log', '--format=%s', 'main']);
    expect(log.toString().trim().split('\n')).toEqual([
      'Deploy it',
      'Create the manifests',
    ]);
  });

  it('raises the version by what the commits say', async () => {
    const { fixture } = current;
    await createManifests();
    const newest = () => fixture.runner.releases.newest(`${OWNER}/${SERVICE}`);
    await fixture.run({ '.github/workflows/ci.yml': PIPELINE });
    expect(newest()?.version).toBe('0.1.0');
    await fixture.push('fix: round weights', { 'a.txt': '1' });
    await fixture.runner.settle();
    expect(newest()?.version).toBe('0.1.1');
    await fixture.push('feat: print labels', { 'a.txt': '2' });
    await fixture.runner.settle();
    expect(newest()?.version).toBe('0.2.0');
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

  it.each([
    ["'single'", ['success', 'cancelled', 'success']],
    ["github.event_name == 'push' && 'max'", ['success', 'success', 'success']],
  ])('lets others wait as queue: %s says', async (queue, conclusions) => {
    const { fixture } = current;
    // So slow that the first is not over before the last has come.
    await fixture.restart(1);
    const workflow = `
on: push
concurrency:
  group: all
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}
  queue: \${{ ${queue} }}
jobs:
  slow: { runs-on: x, steps: [{ run: sleep 100 }, { run: make }] }
`;
    const runs = () => fixture.forge.listWorkflowRuns(OWNER, SERVICE);
    await fixture.push('one', { '.github/workflows/a.yml': workflow });
    await fixture.waitFor(() => fixture.newestRun()?.status === 'in_progress');
    for (const count of [2, 3]) {
      await fixture.push(`push ${count}`, { 'a.txt': `${count}` });
      await fixture.waitFor(() => runs().length === count);
    }
    const cancelled = conclusions.filter(each => each === 'cancelled');
    await fixture.waitFor(
      () =>
        runs().filter(({ conclusion }) => conclusion === 'cancelled').length ===
        cancelled.length,
    );
    await fixture.restart(2000);
    await fixture.runner.settle();
    expect(runs().map(run => run.conclusion)).toEqual(conclusions);
  });
});
