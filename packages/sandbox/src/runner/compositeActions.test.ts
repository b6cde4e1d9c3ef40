import { useRunner } from './__testUtils__/RunnerFixture';

const ACTION = `
name: Say
inputs:
  word: { required: true }
  times: { default: '\${{ github.event_name }}' }
outputs:
  said: { value: '\${{ steps.say.outputs.said }}' }
runs:
  using: composite
  steps:
    - id: say
      shell: bash
      env: { WORD: '\${{ inputs.word }}', TIMES: '\${{ inputs.times }}' }
      run: echo "said=\${WORD} \${TIMES} \${AROUND} \${FROM}" >> "$GITHUB_OUTPUT"
    - if: \${{ inputs.word == 'fail' }}
      shell: bash
      run: exit 3
    - shell: bash
      run: make
`;

function workflow(...steps: string[]): Record<string, string> {
  return {
    '.github/actions/say/action.yml': ACTION,
    '.github/workflows/ci.yml': `
on: push
env: { AROUND: around }
jobs:
  first:
    runs-on: x
    outputs: { said: '\${{ steps.use.outputs.said }}' }
    steps:
${steps.map(step => `      - ${step}`).join('\n')}
  last: { name: 'Last \${{ needs.first.result }} \${{ needs.first.outputs.said }}', needs: first, if: always(), runs-on: x, steps: [{ run: make }] }
`,
  };
}

const CHECKOUT = '{ uses: actions/checkout@v7 }';

describe('composite actions', () => {
  const current = useRunner();

  it('run their steps in the step that uses them, with their own inputs and outputs', async () => {
    const { fixture } = current;
    const run = await fixture.run(
      workflow(
        CHECKOUT,
        '{ id: use, uses: ./.github/actions/say, with: { word: hello }, env: { FROM: step } }',
        '{ run: make }',
      ),
    );
    expect(fixture.jobsOf(run.id)).toEqual({
      first: 'success',
      'Last success hello push around step': 'success',
    });
    expect(fixture.job(run.id, 'first').steps.map(step => step.name)).toEqual([
      'Set up job',
      'Run actions/checkout@v7',
      'Run ./.github/actions/say',
      'Run make',
      'Complete job',
    ]);
  });

  it('fail the step that uses them with the first of their steps', async () => {
    const { fixture } = current;
    const run = await fixture.run(
      workflow(
        CHECKOUT,
        '{ id: use, uses: ./.github/actions/say, with: { word: fail } }',
        '{ run: make }',
      ),
    );
    expect(fixture.jobsOf(run.id)).toMatchObject({ first: 'failure' });
    expect(
      fixture.job(run.id, 'first').steps.map(step => step.conclusion),
    ).toEqual(['success', 'success', 'failure', 'skipped', 'success']);
    expect(fixture.logOf(run.id, 'first')).toMatch('exit code 3');
  });

  it('are tolerated as a whole', async () => {
    const { fixture } = current;
    const run = await fixture.run(
      workflow(
        CHECKOUT,
        '{ id: use, uses: ./.github/actions/say, with: { word: fail }, continue-on-error: true }',
      ),
    );
    expect(fixture.jobsOf(run.id)).toMatchObject({ first: 'success' });
  });

  it('are missing until the commit is checked out', async () => {
    const { fixture } = current;
    const run = await fixture.run(
      workflow('{ uses: ./.github/actions/say, with: { word: a } }'),
    );
    expect(fixture.jobsOf(run.id)).toMatchObject({ first: 'failure' });
    expect(fixture.logOf(run.id, 'first')).toMatch(
      /Can't find 'action\.yml'.*\.github\/actions\/say.*forget to run actions\/checkout/,
    );
  });

  it('see neither secrets nor the jobs before', async () => {
    const { fixture } = current;
    const run = await fixture.run({
      ...workflow(CHECKOUT, '{ uses: ./.github/actions/say }'),
      '.github/actions/say/action.yml':
        "runs: { using: composite, steps: [{ shell: bash, run: 'echo ${{ secrets.GITHUB_TOKEN }}' }] }\n",
    });
    expect(fixture.logOf(run.id, 'first')).toMatch(
      "Unrecognized named-value: 'secrets'",
    );
  });

  it('must name the shell of their commands', async () => {
    const { fixture } = current;
    const run = await fixture.run({
      ...workflow(CHECKOUT, '{ uses: ./.github/actions/say }'),
      '.github/actions/say/action.yml':
        'runs: { using: composite, steps: [{ run: make }] }\n',
    });
    expect(fixture.logOf(run.id, 'first')).toMatch(
      /action\.yml is not valid: runs\.steps\.0: Required property is missing: shell/,
    );
  });

  it('may use each other, but not without end', async () => {
    const { fixture } = current;
    const run = await fixture.run({
      ...workflow(CHECKOUT, '{ uses: ./.github/actions/say }'),
      '.github/actions/say/action.yml':
        'runs: { using: composite, steps: [{ uses: ./.github/actions/say }] }\n',
    });
    expect(fixture.logOf(run.id, 'first')).toMatch(/more than 10 levels deep/);
  });
});
