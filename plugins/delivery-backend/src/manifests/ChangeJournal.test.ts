import { ChangeJournal, JournalEntry, readJournal } from './ChangeJournal';

const production = {
  folder: 'manifests',
  except: ['manifests/environments/staging'],
};

/** A branch of commits c0, c1, …, and how often it was searched and compared. */
function branchOf(...files: string[][]) {
  const history: JournalEntry[] = files.map((changed, index) => ({
    commit: `c${index}`,
    files: changed,
  }));
  const asked = { searches: 0, comparisons: 0 };
  const place = (commit: string) =>
    history.findIndex(entry => entry.commit === commit);
  const journal = ChangeJournal.create({
    between: async (from, to) => {
      asked.comparisons += 1;
      return place(from) <= place(to)
        ? history.slice(place(from) + 1, place(to) + 1)
        : undefined;
    },
    search: async (tip, scope) => {
      asked.searches += 1;
      const newest = history
        .slice(0, place(tip) + 1)
        .reverse()
        .find(entry =>
          entry.files.some(
            file =>
              file.startsWith(`${scope.folder}/`) &&
              !scope.except.some(each => file.startsWith(`${each}/`)),
          ),
        );
      return newest?.commit ?? tip;
    },
  });
  return { journal, asked };
}

describe('ChangeJournal', () => {
  const branch = () =>
    branchOf(
      ['manifests/base/a.yaml'],
      ['README.md'],
      ['manifests/environments/staging/kustomization.yaml'],
      ['manifests/environments/production/kustomization.yaml', 'x'],
      ['manifests-of-others/base/a.yaml'],
    );

  it('searches history once and then follows the branch', async () => {
    const { journal, asked } = branch();
    const answers = [];
    for (const tip of ['c0', 'c1', 'c2', 'c3', 'c4']) {
      answers.push(await journal.lastChange(tip, production));
    }
    expect(answers).toEqual(['c0', 'c0', 'c0', 'c3', 'c3']);
    expect(asked).toEqual({ searches: 1, comparisons: 4 });
  });

  it('compares each commit once for many scopes that ask at the same moment', async () => {
    const { journal, asked } = branch();
    const scopes = ['one', 'two', 'three'].map(folder => ({
      folder,
      except: [],
    }));
    for (const tip of ['c0', 'c4']) {
      await Promise.all(scopes.map(scope => journal.lastChange(tip, scope)));
    }
    expect(asked).toEqual({ searches: 3, comparisons: 1 });
  });

  it('still answers about an older tip, and after the branch was rewritten', async () => {
    const { journal, asked } = branch();
    await journal.lastChange('c0', production);
    expect(await journal.lastChange('c4', production)).toBe('c3');
    expect(await journal.lastChange('c2', production)).toBe('c0');
    expect(asked.searches).toBe(1);

    const other = branch();
    expect(await other.journal.lastChange('c4', production)).toBe('c3');
    expect(await other.journal.lastChange('c2', production)).toBe('c0');
    expect(other.asked.searches).toBe(2);
  });

  it('reads what git prints, whatever files are called', () => {
    const [one, two, three] = ['1', '2', '3'].map(each => each.repeat(40));
    expect(
      readJournal(
        `\0${one}\0\nd2/f\0d2/ü "b\0\0${two}\0\n${three}\0\0${three}`,
      ),
    ).toEqual([
      { commit: one, files: ['d2/f', 'd2/ü "b'] },
      { commit: two, files: [three] },
      { commit: three, files: [] },
    ]);
  });
});
