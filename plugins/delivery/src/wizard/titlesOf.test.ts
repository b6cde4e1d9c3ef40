import { titlesOf } from './titlesOf';

const form = {
  properties: {
    name: { type: 'string', title: 'Name' },
    size: { type: 'integer', enum: [1, 2] },
    registry: {
      type: 'string',
      enum: ['ghcr', 'harbor', 'ecr'],
      enumNames: ['GitHub', 'Harbor'],
    },
  },
};

describe('titlesOf', () => {
  it('gives each choice its title, or its own name', () => {
    expect(Object.entries(titlesOf(form, 'registry'))).toEqual([
      ['ghcr', 'GitHub'],
      ['harbor', 'Harbor'],
      ['ecr', 'ecr'],
    ]);
  });

  it.each([
    ['a question without choices', form, 'name'],
    ['an unknown question', form, 'colour'],
    ['no form', undefined, 'registry'],
  ])('knows no choices of %s', (_, of, question) => {
    expect(titlesOf(of, question)).toEqual({});
  });
});
