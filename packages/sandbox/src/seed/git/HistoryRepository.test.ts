import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HistoryRepository } from './HistoryRepository';

const author = { name: 'Ada Castellan', email: 'ada@acme.example' };

describe('HistoryRepository', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-history-'));
    execFileSync('git', ['init', '--quiet', '--bare', folder]);
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(repository: HistoryRepository) {
    execFileSync(
      'git',
      ['-C', folder, 'fast-import', '--quiet', '--done', '--date-format=raw'],
      { input: repository.takeStream()?.input },
    );
  }

  function git(...args: string[]): string {
    return execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
    }).trim();
  }

  it('names commits as git does, over several writes and branches', () => {
    const repository = new HistoryRepository();
    const base = {
      owner: 'acme',
      repo: 'a',
      branch: 'main',
      author,
      date: new Date('2026-10-01T10:00:00.500Z'),
    };
    const files = {
      'a.txt': 'ä\n',
      'a/b/c.py': '',
      'a-b': '1',
      '.github/workflows/ci.yml': 'on: push\n',
    };
    repository.commit({ ...base, message: 'One', files });
    // What a caller does with its files afterwards is not part of the commit.
    files['a.txt'] = 'later';
    const second = repository.commit({
      ...base,
      message: 'Two\n\nBecause.\n',
      files: { 'a/b/d.py': 'pass\n' },
      deletions: ['a-b'],
    });
    write(repository);
    expect(git('rev-parse', 'main')).toBe(second.sha);

    repository.createBranch('topic', 'main');
    const third = repository.commit({
      ...base,
      branch: 'topic',
      message: 'Three',
      files: { 'a.txt': '3' },
    });
    write(repository);
    expect(git('rev-parse', 'topic')).toBe(third.sha);
    expect(git('rev-parse', 'main')).toBe(second.sha);
    expect(git('show', 'topic:a.txt')).toBe('3');
    expect(repository.listFiles('main', 'a')).toEqual(['a/b/c.py', 'a/b/d.py']);
    expect(repository.readFile('topic', 'a-b')).toBeUndefined();
    expect(repository.takeStream()).toBeUndefined();
  });
});
