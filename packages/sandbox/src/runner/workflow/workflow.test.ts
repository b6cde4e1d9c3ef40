import { expandMatrix } from './expandMatrix';
import { matchesTrigger, TriggerEvent } from './matchesTrigger';
import { parseWorkflow } from './parseWorkflow';

const PATH = '.github/workflows/ci.yml';

function workflowOn(on: string) {
  return parseWorkflow(
    PATH,
    `on: ${on}\njobs: { a: { runs-on: x, steps: [{ run: make }] } }\n`,
  ).workflow;
}

function push(ref: string, ...changedPaths: string[]): TriggerEvent {
  return { name: 'push', ref, changedPaths };
}

describe('workflow files', () => {
  it.each([
    ['push', push('refs/heads/topic'), true],
    ['[push, pull_request]', push('refs/tags/v1'), true],
    ['{ push: { branches: [main] } }', push('refs/heads/main'), true],
    ['{ push: { branches: [main] } }', push('refs/heads/topic'), false],
    ['{ push: { branches: [main] } }', push('refs/tags/main'), false],
    ["{ push: { tags: ['v*'] } }", push('refs/tags/v1.2'), true],
    ["{ push: { tags: ['v*'] } }", push('refs/heads/v1.2'), false],
    [
      "{ push: { branches: ['release/**', '!release/old'] } }",
      push('refs/heads/release/a/b'),
      true,
    ],
    [
      "{ push: { branches: ['release/**', '!release/old'] } }",
      push('refs/heads/release/old'),
      false,
    ],
    [
      "{ push: { paths: ['src/**'] } }",
      push('refs/heads/main', 'docs/a.md'),
      false,
    ],
    [
      "{ push: { paths: ['src/**'] } }",
      push('refs/heads/main', 'docs/a.md', 'src/a/b.py'),
      true,
    ],
    [
      "{ push: { paths-ignore: ['**.md'] } }",
      push('refs/heads/main', 'docs/a.md'),
      false,
    ],
    ['{ push: }', push('refs/heads/main'), true],
    ['{ schedule: [{ cron: "1 2 * * *" }] }', push('refs/heads/main'), false],
  ])('on: %s with %j runs: %p', (on, event, expected) => {
    expect(matchesTrigger(workflowOn(on), event)).toBe(expected);
  });

  it('runs for a pull request that is opened or gets commits, by the branch it goes to', () => {
    const event = (baseBranch: string): TriggerEvent => ({
      name: 'pull_request',
      action: 'synchronize',
      baseBranch,
      changedPaths: ['a'],
    });
    const workflow = workflowOn('{ pull_request: { branches: [main] } }');
    expect(matchesTrigger(workflow, event('main'))).toBe(true);
    expect(matchesTrigger(workflow, event('next'))).toBe(false);
    const onlyOpened = workflowOn('{ pull_request: { types: [opened] } }');
    expect(matchesTrigger(onlyOpened, event('main'))).toBe(false);
  });

  it.each([
    ['on: push\njobs:\n  a:\n    steps: [\n', /ci\.yml#L\d+[\s\S]*yaml syntax/],
    ['on: push\njobs: {}\n', /at least one job/],
    [
      'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - name: nothing\n',
      /#L6[\s\S]*'uses' or 'run'/,
    ],
    [
      'on: push\njobs:\n  a:\n    needs: b\n    runs-on: x\n    steps: [{ run: x }]\n',
      /#L4[\s\S]*'a' depends on unknown job 'b'/,
    ],
    [
      'on: push\njobs:\n  a: { needs: b, runs-on: x, steps: [{ run: x }] }\n  b: { needs: a, runs-on: x, steps: [{ run: x }] }\n',
      /'a' depends on itself/,
    ],
    [
      'on: push\njobs:\n  a:\n    steps: [{ run: x }]\n',
      /#L4[\s\S]*missing: runs-on/,
    ],
    ['jobs: { a: { steps: [{ run: x }] } }\n', /on: /],
    [
      'on: push\nconcurrency: { group: a, queue: max, cancel-in-progress: true }\njobs: {}\n',
      /#L2[\s\S]*'queue: max' cannot be combined/,
    ],
    [
      'on: push\nconcurrency: { group: a, queue: long }\njobs: {}\n',
      /#L2[\s\S]*concurrency/,
    ],
  ])('names the line of the mistake in %j', (text, message) => {
    expect(() => parseWorkflow(PATH, text)).toThrow(message);
  });

  it('multiplies a matrix, leaves out what is excluded and adds what is included', () => {
    expect(
      expandMatrix({
        os: ['linux', 'mac'],
        python: [3.12, 3.13],
        exclude: [{ os: 'mac', python: 3.12 }],
        include: [
          { os: 'linux', fast: true },
          { os: 'windows', python: 3.14 },
        ],
      }),
    ).toEqual([
      { os: 'linux', python: 3.12, fast: true },
      { os: 'linux', python: 3.13, fast: true },
      { os: 'mac', python: 3.13 },
      { os: 'windows', python: 3.14 },
    ]);
    expect(expandMatrix({ include: [{ a: 1 }, { a: 2 }] })).toEqual([
      { a: 1 },
      { a: 2 },
    ]);
  });
});
