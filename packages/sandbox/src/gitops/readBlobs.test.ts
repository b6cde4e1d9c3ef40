import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBlobs } from './readBlobs';

describe('readBlobs', () => {
  const mirror = mkdtempSync(join(tmpdir(), 'blobs-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', mirror, ...args], { encoding: 'utf8' }).trim();
  const read = (commit: string, ...paths: string[]) =>
    readBlobs({ mirror, commit, paths, env: process.env, timeout: 15_000 });
  let commit: string;

  beforeAll(() => {
    git('init', '--quiet');
    mkdirSync(join(mirror, 'a b'));
    writeFileSync(join(mirror, 'empty'), '');
    writeFileSync(join(mirror, 'a b', 'ü.yaml'), 'first: ä\n\nlast: 1');
    writeFileSync(join(mirror, 'plain'), 'x\n');
    git('add', '--all');
    const author = ['-c', 'user.name=A', '-c', 'user.email=a@b'];
    git(...author, 'commit', '--quiet', '--message', 'All');
    commit = git('rev-parse', 'HEAD');
  });

  afterAll(() => rmSync(mirror, { recursive: true, force: true }));

  it('reads many files at once, whatever they hold, and leaves out what is no file', async () => {
    const files = await read(
      commit,
      ...['empty', 'nowhere', 'a b/ü.yaml', 'a b', 'plain'],
    );

    expect([...files]).toEqual([
      ['empty', ''],
      ['a b/ü.yaml', 'first: ä\n\nlast: 1'],
      ['plain', 'x\n'],
    ]);
  });

  it('asks nobody for nothing', async () => {
    expect(await read('no commit')).toEqual(new Map());
  });
});
