import fc from 'fast-check';
import { evaluateCondition } from './evaluateCondition';
import { ConditionError } from './parseCondition';

describe('evaluateCondition', () => {
  it.each([
    ['result[0] < 0.05', [0.01], true],
    ['result[0] < 0.05', [0.05], false],
    ['len(result) == 0 || result[0] < 0.05', [], true],
    ['len(result) == 0 || result[0] < 0.05', [0.2], false],
    ['len(result) > 0 && result[0] < 0.05', [], false],
    ['len(result) > 0 and not (result[0] >= 0.05)', [0.01], true],
    ['len(result) == 0 ? true : result[0] < 0.05', [], true],
    ['len(result) > 0 ? result[0] < 0.05 : false', [], false],
    ['isNaN(result[0]) || result[0] >= 0.95', [NaN], true],
    ['isInf(result[0])', [-Infinity], true],
    ['default(result[0], 0) < 1', [NaN], true],
    ['asInt(result[0]) == 3', [3.9], true],
    ['result[0] + result[1] * 2 == 7', [1, 3], true],
    ['(result[0] + result[1]) * 2 == 8', [1, 3], true],
    ['-result[0] < -0.5', [1], true],
    ['result[-1] == 3', [1, 2, 3], true],
    ['true || false && false', [], true],
    ['!true == false', [], true],
    ['1 - 1 - 1 == -1', [], true],
    ['result[0] < 1e-3', [0.0005], true],
  ])('%s of %j is %s', (condition, result, expected) => {
    expect(evaluateCondition(condition, result)).toBe(expected);
  });

  it.each([
    ['result[0] < 0.05', [], 'slice index out of range'],
    ['result[0] < 0.05 || len(result) == 0', [], 'slice index out of range'],
    ['result[0]', [1], 'gives no true or false'],
    ['result || true', [1], 'needs true or false'],
    ['true + 1 > 0', [], 'no number'],
    ['len(1) == 0', [], 'takes something for a list'],
    ['result[0] <', [1], 'ends too early'],
    ['true || result[0', [1], "unexpected 'end'"],
    ['true || nothing(1)', [1], "unexpected 'nothing'"],
    ['constructor', [1], "unexpected 'constructor'"],
    ['default(1) == 1', [1], "unexpected ')'"],
    ['result[0] # 1', [1], 'unexpected character at 10'],
    ['', [1], 'ends too early'],
  ])('refuses %s of %j: %s', (condition, result, reason) => {
    const work = () => evaluateCondition(condition, result);
    expect(work).toThrow(ConditionError);
    expect(work).toThrow(reason);
  });

  it('takes a scalar as it is', () => {
    expect(evaluateCondition('result < 0.05', 0.01)).toBe(true);
    expect(() => evaluateCondition('result[0] < 1', 0.01)).toThrow(
      ConditionError,
    );
  });

  it('evaluates generated conditions as their parts say, and leaves out what does not decide', () => {
    type Case = { text: string; value: boolean };
    const { tree } = fc.letrec<{ tree: Case }>(tie => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc
          .tuple(
            fc.integer({ min: 0, max: 9 }),
            fc.constantFrom('<', '>', '=='),
            fc.integer({ min: 0, max: 9 }),
          )
          .map(
            ([left, operator, right]): Case => ({
              text: `${left} ${operator} ${right}`,
              value:
                (operator === '<' && left < right) ||
                (operator === '>' && left > right) ||
                (operator === '==' && left === right),
            }),
          ),
        tie('tree').map(
          ({ text, value }): Case => ({ text: `!(${text})`, value: !value }),
        ),
        tie('tree').map(
          ({ text, value }): Case => ({
            text: value
              ? `(${text} || result[0] > 1)`
              : `(${text} && result[0] > 1)`,
            value,
          }),
        ),
        fc.tuple(tie('tree'), tie('tree')).map(
          ([left, right]): Case => ({
            text: `(${left.text} && ${right.text})`,
            value: left.value && right.value,
          }),
        ),
        fc.tuple(tie('tree'), tie('tree')).map(
          ([left, right]): Case => ({
            text: `(${left.text} || ${right.text})`,
            value: left.value || right.value,
          }),
        ),
        fc.tuple(tie('tree'), tie('tree')).map(
          ([test, taken]): Case => ({
            text: test.value
              ? `(${test.text} ? ${taken.text} : result[0] > 1)`
              : `(${test.text} ? result[0] > 1 : ${taken.text})`,
            value: taken.value,
          }),
        ),
      ),
    }));
    fc.assert(
      fc.property(tree, ({ text, value }) => {
        expect(evaluateCondition(text, [])).toBe(value);
      }),
    );
  });
});
