import { TemplateEntityV1beta3 } from '@backstage/plugin-scaffolder-common';
import { coverPairs } from './coverPairs';
import { ParameterSpace } from './ParameterSpace';

function templateWith(
  ...parameters: { [key: string]: any }[]
): TemplateEntityV1beta3 {
  return {
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata: { name: 'sample' },
    spec: { type: 'service', parameters, steps: [] },
  };
}

const letters = (...values: string[]) => ({ type: 'string', enum: values });

describe('coverPairs', () => {
  it('brings every two choices together in far fewer combinations than there are', () => {
    const template = templateWith({
      properties: {
        a: letters('1', '2', '3', '4'),
        b: letters('1', '2', '3'),
        c: letters('1', '2', '3'),
        d: { type: 'boolean' },
      },
    });

    const combinations = coverPairs(ParameterSpace.of(template));

    const pairs = new Set<string>();
    for (const combination of combinations) {
      const entries = Object.entries(combination);
      for (const [name, choice] of entries) {
        for (const [other, otherChoice] of entries) {
          if (name < other) {
            pairs.add(`${name}${choice}${other}${otherChoice}`);
          }
        }
      }
    }
    expect(pairs.size).toBe(12 + 12 + 8 + 9 + 6 + 6);
    expect(combinations.length).toBeLessThan(20);
  });

  it('starts with the first choice everywhere and is always the same', () => {
    const template = templateWith(
      { properties: { a: letters('x', 'y') } },
      { properties: { b: letters('p', 'q') } },
    );
    const space = ParameterSpace.of(template);

    expect(coverPairs(space)[0]).toEqual({ a: 'x', b: 'p' });
    expect(coverPairs(space)).toEqual(coverPairs(space));
  });

  it('makes no choice that the form does not offer beside another', () => {
    const template = templateWith({
      properties: { language: letters('python', 'go') },
      dependencies: {
        language: {
          oneOf: [
            {
              properties: {
                language: { enum: ['python'] },
                scanner: letters('bandit', 'codeql'),
                formatter: letters('ruff'),
              },
            },
            {
              properties: {
                language: { const: 'go' },
                scanner: letters('codeql'),
              },
            },
          ],
        },
      },
    });

    expect(coverPairs(ParameterSpace.of(template))).toEqual([
      { language: 'python', scanner: 'bandit', formatter: 'ruff' },
      { language: 'python', scanner: 'codeql', formatter: 'ruff' },
      { language: 'go', scanner: 'codeql' },
    ]);
  });

  it('follows conditions', () => {
    const template = templateWith({
      properties: {
        strategy: letters('canary', 'rolling'),
        analysis: { type: 'boolean' },
      },
      allOf: [
        {
          if: { properties: { strategy: { const: 'rolling' } } },
          then: { properties: { analysis: { const: false } } },
        },
      ],
    });

    expect(coverPairs(ParameterSpace.of(template))).toEqual([
      { strategy: 'canary', analysis: true },
      { strategy: 'canary', analysis: false },
      { strategy: 'rolling', analysis: false },
    ]);
  });

  it('names the field that nobody knows a value for', () => {
    const template = templateWith({ properties: { nick: { type: 'string' } } });

    expect(() => coverPairs(ParameterSpace.of(template))).toThrow("'nick'");
  });
});
