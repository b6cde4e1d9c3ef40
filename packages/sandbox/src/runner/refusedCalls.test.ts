import { useRunner } from './__testUtils__/RunnerFixture';

const CALLED = `
on:
  workflow_call:
    inputs:
      suite: { type: string, required: true }
      slow: { type: boolean, default: false }
jobs:
  lint: { runs-on: x, steps: [{ run: make lint }] }
`;

function callOf(job: string, called = CALLED): Record<string, string> {
  return {
    '.github/workflows/ci.yml': `
on: push
jobs:
  first: { runs-on: x, steps: [{ run: make }] }
  call: ${job}
`,
    '.github/workflows/quality.yml': called,
  };
}

describe('calls of reusable workflows', () => {
  const current = useRunner();

  it.each([
    [
      '{ uses: ./.github/workflows/missing.yml }',
      /ci\.yml#L5[\s\S]*missing\.yml.*not found/,
    ],
    [
      '{ uses: ./.github/workflows/quality.yml }',
      /Input suite is required, but not provided while calling/,
    ],
    [
      '{ uses: ./.github/workflows/quality.yml, with: { suite: a, sweet: b } }',
      /Invalid input, sweet is not defined in the referenced workflow/,
    ],
    [
      '{ uses: ./.github/workflows/quality.yml, with: { suite: a, slow: maybe } }',
      /'maybe' for input 'slow'.*Boolean/,
    ],
    [
      "{ uses: ./.github/workflows/quality.yml, with: { suite: a }, secrets: { OTHER: '${{ secrets.A }}' } }",
      /Invalid secret, OTHER is not defined in the referenced workflow/,
    ],
    [
      '{ uses: ./.github/workflows/sub/quality.yml }',
      /top level of the \.github\/workflows/,
    ],
    [
      '{ runs-on: x, timeout-minutes: 5, uses: ./.github/workflows/quality.yml }',
      /Unexpected value 'runs-on'/,
    ],
    ['{ uses: ./.github/workflows/ci.yml }', /workflow_call/],
  ])('refuse the whole run for a call like %s', async (job, message) => {
    const { fixture } = current;
    const run = await fixture.run(callOf(job));
    expect(run.conclusion).toBe('failure');
    expect(fixture.problemOf(run)).toMatch(message);
    expect(fixture.forge.listJobs(run.id)).toEqual([]);
  });

  it('must take the call, and name the type of every input', async () => {
    const { fixture } = current;
    const call = '{ uses: ./.github/workflows/quality.yml }';
    const notCallable = await fixture.run(
      callOf(call, CALLED.replace('workflow_call:', 'workflow_dispatch:')),
    );
    expect(fixture.problemOf(notCallable)).toMatch(/workflow_call/);
    const untyped = await fixture.run(
      callOf(call, CALLED.replace('{ type: string, required: true }', '{}')),
    );
    expect(fixture.problemOf(untyped)).toMatch(
      /quality\.yml[\s\S]*Required property is missing: type/,
    );
    const called = await fixture.run(
      callOf(call, CALLED.replace('runs-on: x', 'on: x')),
    );
    expect(fixture.problemOf(called)).toMatch(
      /quality\.yml[\s\S]*Required property is missing: runs-on/,
    );
  });
});
