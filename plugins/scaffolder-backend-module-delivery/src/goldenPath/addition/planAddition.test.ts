import { renderedFiles } from '../__testUtils__/GitRepository';
import { planAddition } from './planAddition';

const HELLO = 'ce013625030ba8dba906f756967f9e9ca394464a';

describe('planAddition', () => {
  it('adds what is missing, and leaves what is there', () => {
    const plan = planAddition(
      renderedFiles({
        'new.txt': 'new\n',
        'same.txt': 'hello\n',
        'other.txt': 'theirs\n',
      }),
      new Map([
        ['same.txt', HELLO],
        ['other.txt', HELLO],
      ]),
    );

    expect(plan.added.map(file => file.path)).toEqual(['new.txt']);
    expect(plan.left).toEqual([{ path: 'other.txt', rendered: 'other.txt' }]);
  });

  it.each([
    ['.github/CODEOWNERS', 'CODEOWNERS'],
    ['SECURITY.md', '.github/SECURITY.md'],
    ['README.md', 'readme.md'],
    ['.github/dependabot.yml', '.github/dependabot.yaml'],
    ['catalog-info.yaml', 'catalog-info.yml'],
  ])('adds no %s beside %s', (rendered, path) => {
    const plan = planAddition(
      renderedFiles({ [rendered]: 'text\n' }),
      new Map([[path, HELLO]]),
    );

    expect(plan).toEqual({
      added: [],
      left: [{ path, rendered }],
      blocked: [],
    });
  });

  it.each([
    ['a file where the template has a folder', 'ci', 'ci/build.sh', 'ci'],
    ['one further up', 'ci', 'ci/steps/build.sh', 'ci'],
    ['a folder where the template has a file', 'ci/x/y', 'ci/x', 'ci/x/'],
  ])('adds nothing in place of %s', (_, present, rendered, path) => {
    const plan = planAddition(
      renderedFiles({ [rendered]: 'hello\n', 'cinema/a': 'new\n' }),
      new Map([[present, HELLO]]),
    );

    expect(plan.blocked).toEqual([{ path, rendered }]);
    expect(plan.added.map(file => file.path)).toEqual(['cinema/a']);
    expect(plan.left).toEqual([]);
  });

  it('adds a README to a folder although there is one in another', () => {
    const plan = planAddition(
      renderedFiles({ 'terraform/README.md': 'text\n' }),
      new Map([['README.md', HELLO]]),
    );

    expect(plan.added).toHaveLength(1);
  });
});
