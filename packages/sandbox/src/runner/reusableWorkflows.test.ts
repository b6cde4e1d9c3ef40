import { useRunner } from './__testUtils__/RunnerFixture';

const CALLED = `
name: Never shown
on:
  workflow_call:
    inputs:
      suite: { type: string, required: true }
      slow: { type: boolean, default: false }
      level: { type: number, default: 3 }
    secrets:
      TOKEN: { required: false }
    outputs:
      digest: { value: '\${{ jobs.test.outputs.digest }} of \${{ inputs.suite }}' }
env: { OWN: called }
jobs:
  lint: { name: Lint, runs-on: x, steps: [{ run: make lint }] }
  test:
    name: 'Test \${{ inputs.suite }}'
    needs: lint
    runs-on: x
    outputs: { digest: '\${{ steps.say.outputs.digest }}' }
    steps:
      - id: say
        env:
          SLOW: '\${{ inputs.slow }}'
          LEVEL: '\${{ inputs.level > 2 }}'
          SECRET: '\${{ secrets.TOKEN }}'
          CALLER: '\${{ env.CALLER }}'
          WORKFLOW: '\${{ github.workflow }}'
        run: echo "digest=\${SLOW} \${LEVEL} \${SECRET} [\${CALLER}] \${OWN} \${WORKFLOW}" >> "$GITHUB_OUTPUT"
  benchmark: { name: Benchmark, if: '\${{ inputs.slow }}', runs-on: x, steps: [{ run: make }] }
`;

const CALLER = `
name: Delivery
on: push
env: { CALLER: caller }
jobs:
  quality:
    name: Quality
    uses: ./.github/workflows/quality.yml
    with: { suite: unit }
    secrets: { TOKEN: '\${{ secrets.GITHUB_TOKEN }}' }
  image:
    name: 'Image \${{ needs.quality.outputs.digest }}'
    needs: quality
    runs-on: x
    steps: [{ run: make }]
`;

function calling(caller: string, called = CALLED): Record<string, string> {
  return {
    '.github/workflows/ci.yml': caller,
    '.github/workflows/quality.yml': called,
  };
}

/** A caller with one job that does the given, and a job that runs whatever became of it. */
function callOf(job: string, called?: string): Record<string, string> {
  return calling(
    `
on: push
jobs:
  first: { runs-on: x, steps: [{ run: make }] }
  call: ${job}
  last: { name: 'Last \${{ needs.call.result }}', needs: call, if: always(), runs-on: x, steps: [{ run: make }] }
`,
    called,
  );
}

describe('reusable workflows', () => {
  const current = useRunner();

  it('run as jobs of the caller, with what it passes and nothing else', async () => {
    const { fixture } = current;
    const run = await fixture.run(calling(CALLER));

    expect(fixture.jobsOf(run.id)).toEqual({
      'Quality / Lint': 'success',
      'Quality / Test unit': 'success',
      'Quality / Benchmark': 'skipped',
      'Image false true *** [] called Delivery of unit': 'success',
    });
    expect(run).toMatchObject({ name: 'Delivery', conclusion: 'success' });
    expect(fixture.forge.listWorkflowRuns(run.owner, run.repo)).toHaveLength(1);
  });

  it('report a check for each job under the name that rules can ask for', async () => {
    const { fixture } = current;
    const run = await fixture.run(calling(CALLER));
    const checks = fixture.services.checks.latest(
      run.owner,
      run.repo,
      run.headSha,
    );
    expect(checks.map(check => check.name)).toContain('Quality / Test unit');
  });

  it('leave one skipped job under the name of a caller that does not run', async () => {
    const { fixture } = current;
    const run = await fixture.run(
      callOf(
        "{ name: Call, if: github.ref == 'refs/heads/other', uses: ./.github/workflows/quality.yml, with: { suite: a } }",
      ),
    );
    expect(fixture.jobsOf(run.id)).toEqual({
      first: 'success',
      Call: 'skipped',
      'Last skipped': 'success',
    });
  });

  it('fail their caller when a job fails, and what needs it does not run', async () => {
    const { fixture } = current;
    const run = await fixture.run({
      ...callOf(
        '{ uses: ./.github/workflows/quality.yml, with: { suite: a } }',
      ),
      '.sandbox.yaml': 'pipeline: { fail: [call/lint] }\n',
    });
    expect(fixture.jobsOf(run.id)).toEqual({
      first: 'success',
      'call / Lint': 'failure',
      'call / Test a': 'skipped',
      'call / Benchmark': 'skipped',
      'Last failure': 'success',
    });
    expect(run.conclusion).toBe('failure');
  });

  it('are all failed by the name of their caller in .sandbox.yaml', async () => {
    const { fixture } = current;
    const run = await fixture.run({
      ...calling(CALLER),
      '.sandbox.yaml': 'pipeline: { fail: [quality] }\n',
    });
    expect(fixture.jobsOf(run.id)).toMatchObject({
      'Quality / Lint': 'failure',
    });
  });

  it('run once for each cell of the matrix of their caller', async () => {
    const { fixture } = current;
    const run = await fixture.run(
      callOf(
        "{ name: Call, strategy: { matrix: { suite: [unit, contract] } }, uses: ./.github/workflows/quality.yml, with: { suite: '${{ matrix.suite }}', slow: '${{ matrix.suite == ''unit'' }}' } }",
      ),
    );
    expect(fixture.jobsOf(run.id)).toEqual({
      first: 'success',
      'Call (unit) / Lint': 'success',
      'Call (unit) / Test unit': 'success',
      'Call (unit) / Benchmark': 'success',
      'Call (contract) / Lint': 'success',
      'Call (contract) / Test contract': 'success',
      'Call (contract) / Benchmark': 'skipped',
      'Last success': 'success',
    });
  });

  it('call others, up to four levels', async () => {
    const { fixture } = current;
    const level = (uses: string) =>
      `on: { workflow_call: { secrets: { S: { required: true } }, outputs: { word: { value: '\${{ jobs.in.outputs.word }}' } } } }\njobs: { in: { name: In, uses: ./.github/workflows/${uses}, secrets: inherit } }\n`;
    const files = {
      '.github/workflows/ci.yml':
        "on: push\njobs:\n  top: { uses: ./.github/workflows/b.yml, secrets: { S: '${{ secrets.MANIFESTS_TOKEN }}' } }\n  end: { name: 'End ${{ needs.top.outputs.word }}', needs: top, runs-on: x, steps: [{ run: make }] }\n",
      '.github/workflows/b.yml': level('c.yml'),
      '.github/workflows/c.yml': level('d.yml'),
      '.github/workflows/d.yml':
        "on: { workflow_call: { outputs: { word: { value: '${{ jobs.say.outputs.word }}' } } } }\njobs: { say: { name: Say, runs-on: x, outputs: { word: '${{ steps.a.outputs.word }}' }, steps: [{ id: a, run: 'echo \"word=${{ secrets.S }}\" >> \"$GITHUB_OUTPUT\"' }] } }\n",
    };
    const run = await fixture.run(files);
    expect(fixture.jobsOf(run.id)).toEqual({
      'top / In / In / Say': 'success',
      'End ***': 'success',
    });

    const deeper = await fixture.run({
      ...files,
      '.github/workflows/d.yml': level('e.yml'),
      '.github/workflows/e.yml': CALLED,
    });
    expect(deeper.conclusion).toBe('failure');
    expect(fixture.problemOf(deeper)).toMatch(/more than 4 levels/);
  });

  it('go on after a restart, with the jobs that were done', async () => {
    const { fixture } = current;
    await fixture.restart(20);
    await fixture.push('one', calling(CALLER));
    await fixture.waitFor(
      () =>
        fixture.newestRun() !== undefined &&
        fixture.jobsOf(fixture.newestRun().id)['Quality / Lint'] === 'success',
    );
    await fixture.restart(5000);
    await fixture.runner.settle();
    const run = fixture.newestRun();
    expect(fixture.jobsOf(run.id)).toEqual({
      'Quality / Lint': 'success',
      'Quality / Test unit': 'success',
      'Quality / Benchmark': 'skipped',
      'Image false true *** [] called Delivery of unit': 'success',
    });
    expect(fixture.services.runs.allJobs(run.id)).toHaveLength(4);
  });

  it('keep what succeeded when what failed runs again', async () => {
    const { fixture } = current;
    const run = await fixture.run({
      ...callOf(
        '{ uses: ./.github/workflows/quality.yml, with: { suite: a } }',
      ),
      '.sandbox.yaml': 'pipeline: { fail: [call/test] }\n',
    });
    fixture.services.events.emitWorkflowRequest({
      kind: 'rerun',
      run,
      failedOnly: true,
    });
    await fixture.waitFor(() => fixture.newestRun().runAttempt === 2);
    await fixture.runner.settle();
    const lint = fixture.job(run.id, 'call / Lint');
    expect(lint).toMatchObject({ runAttempt: 2, steps: [] });
    expect(fixture.job(run.id, 'call / Test a')).toMatchObject({
      runAttempt: 2,
      conclusion: 'failure',
    });
  });

  it('are refused from another repository, when their turn comes', async () => {
    const { fixture } = current;
    const run = await fixture.run(
      callOf('{ uses: other/flows/.github/workflows/a.yml@v1 }'),
    );
    expect(fixture.jobsOf(run.id)).toMatchObject({
      call: 'failure',
      'Last failure': 'success',
    });
    expect(fixture.logOf(run.id, 'call')).toMatch(
      'Reusable workflow other/flows/.github/workflows/a.yml@v1: the sandbox runs only those of the repository itself',
    );
  });

  it('fail their caller when an expression gives an input of the wrong type', async () => {
    const { fixture } = current;
    const run = await fixture.run(
      callOf(
        "{ name: Call, uses: ./.github/workflows/quality.yml, with: { suite: a, slow: '${{ github.ref }}' } }",
      ),
    );
    expect(fixture.jobsOf(run.id)).toMatchObject({ Call: 'failure' });
    expect(fixture.logOf(run.id, 'Call')).toMatch(
      /'refs\/heads\/main' for input 'slow'.*Boolean/,
    );
  });
});
