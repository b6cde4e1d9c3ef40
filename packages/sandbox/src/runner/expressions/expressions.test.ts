import { evaluateExpression } from './evaluateExpression';
import { evaluateCondition, evaluateText, interpolate } from './interpolate';

const scope = {
  contexts: {
    github: {
      event_name: 'push',
      ref: 'refs/heads/main',
      event: { pull_request: undefined, labels: ['bug', 'Security'] },
    },
    needs: {
      build: {
        result: 'success',
        outputs: { digest: 'sha256:ab', version: '' },
      },
      'gate-2': { result: 'failure', outputs: {} },
    },
    matrix: { os: 'linux', version: 3.12 },
  },
  functions: {
    success: () => false,
    failure: () => true,
    always: () => true,
    cancelled: () => false,
  },
};

const evaluate = (text: string) => evaluateExpression(text, scope);

describe('expressions', () => {
  it.each([
    ["github.event_name == 'push'", true],
    ["github.ref == 'REFS/heads/main'", true],
    ["needs.gate-2.result != 'success'", true],
    ["needs['gate-2'].result == 'failure'", true],
    ["startsWith(github.ref, 'refs/tags/')", false],
    ["contains(github.event.labels, 'security')", true],
    ["contains(needs.*.result, 'failure')", true],
    ["join(needs.*.result, '+')", 'success+failure'],
    ["!cancelled() && (needs.build.outputs.digest || 'none')", 'sha256:ab'],
    ["needs.build.outputs.version || 'none'", 'none'],
    ['matrix.version >= 3.1 && matrix.version < 4', true],
    ["true && false || 'last'", 'last'],
    ["format('{0}-{{{1}}}', matrix.os, 1)", 'linux-{1}'],
    ['fromJSON(\'[1,{"a":null}]\')[1].a == null', true],
    ["'it''s'", "it's"],
    ['github.event.pull_request.number', undefined],
    ['1 == true', true],
    ["'' == 0", true],
    ["endsWith('abc', 'BC')", true],
    ['-1.5 < 0', true],
  ])('%s is %p', (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });

  it.each([
    ['githb.ref', /Unrecognized named-value: 'githb'/],
    ['succes()', /Unrecognized function: 'succes'/],
    ["github.ref == 'a' &&", /Unexpected end of expression/],
    ['(github.ref', /Unexpected end of expression/],
    ['github.ref = 1', /Unexpected symbol: '= 1'/],
    ['"double"', /Unexpected symbol/],
  ])('%s is an error that names what is wrong', (text, message) => {
    expect(() => evaluate(text)).toThrow(message);
  });

  it('replaces every expression of a text, also one that contains braces', () => {
    expect(
      interpolate("a ${{ matrix.os }}-${{ '}}' }} ${{ null }}b", scope),
    ).toBe('a linux-}} b');
    expect(evaluateText(' ${{ matrix.version }} ', scope)).toBe(3.12);
    expect(evaluateText('v${{ matrix.version }}', scope)).toBe('v3.12');
  });

  it('asks for success where a condition asks for no status', () => {
    expect(evaluateCondition(undefined, scope)).toBe(false);
    expect(evaluateCondition("github.event_name == 'push'", scope)).toBe(false);
    expect(evaluateCondition('always()', scope)).toBe(true);
    expect(
      evaluateCondition("${{ failure() && matrix.os == 'linux' }}", scope),
    ).toBe(true);
    expect(
      evaluateCondition("!cancelled() && needs.build.result == 'x'", scope),
    ).toBe(false);
  });
});
