import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GitRunner } from '@fairway/backstage-plugin-delivery-node';
import { GitObjects } from './GitObjects';

jest.setTimeout(60_000);

const whole = { folder: 'm', except: [] };
const production = {
  folder: 'm',
  except: ['m/environments/staging', 'm/environments/README.md'],
};

describe('the last change of a branch with merges', () => {
  let folder: string;
  let clock: number;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'fairway-objects-'));
    clock = 1_760_000_000;
    git('init', '--quiet', '-b', 'main', '.');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function git(...args: string[]): string {
    return execFileSync('git', args, {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'Ada',
        GIT_AUTHOR_EMAIL: 'ada@example.com',
        GIT_COMMITTER_NAME: 'Ada',
        GIT_COMMITTER_EMAIL: 'ada@example.com',
        GIT_COMMITTER_DATE: `${clock} +0000`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  }

  function commit(file: string, text: string): string {
    clock += 1;
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
    git('add', '.');
    git('commit', '--quiet', '--allow-empty', '-m', `${file} ${text}`);
    return git('rev-parse', 'HEAD');
  }

  function merge(branch: string, ...more: string[]): string {
    clock += 1;
    git('merge', '--quiet', '--no-ff', '--no-edit', ...more, branch);
    return git('rev-parse', 'HEAD');
  }

  const objects = () =>
    GitObjects.create({
      folder: path.join(folder, '.git'),
      git: GitRunner.create(),
    });

  it('is the same for who followed the branch and who comes new, after two merges', async () => {
    const first = commit('m/a.yaml', '1');
    git('branch', 'one');
    git('branch', 'two');
    const follower = objects();
    expect(await follower.lastChange(first, whole)).toBe(first);

    git('switch', '--quiet', 'one');
    commit('m/b.yaml', '1');
    git('switch', '--quiet', 'two');
    commit('m/c.yaml', '1');
    git('switch', '--quiet', 'main');
    merge('one');
    const tip = merge('two');
    expect(await follower.lastChange(tip, whole)).toBe(tip);
    expect(await objects().lastChange(tip, whole)).toBe(tip);

    const later = commit('README.md', '1');
    expect(await follower.lastChange(later, whole)).toBe(tip);
    expect(await objects().lastChange(later, whole)).toBe(tip);
  });

  it('is a merge that takes a change back', async () => {
    commit('m/a.yaml', '1');
    git('branch', 'old');
    const changed = commit('m/a.yaml', '2');
    const follower = objects();
    expect(await follower.lastChange(changed, whole)).toBe(changed);

    git('switch', '--quiet', 'old');
    const other = commit('README.md', '1');
    git('switch', '--quiet', 'main');
    clock += 1;
    const tip = git(
      'commit-tree',
      `${other}^{tree}`,
      '-p',
      changed,
      '-p',
      other,
      '-m',
      'Take back',
    );
    expect(await follower.lastChange(tip, whole)).toBe(tip);
    expect(await objects().lastChange(tip, whole)).toBe(tip);
  });

  it('is looked for anew when the branch goes on as another one that it was merged into', async () => {
    const first = commit('m/a.yaml', '1');
    git('branch', 'other');
    commit('m/a.yaml', '2');
    const back = commit('m/a.yaml', '1');
    const follower = objects();
    expect(await follower.lastChange(back, whole)).toBe(back);

    git('switch', '--quiet', 'other');
    commit('README.md', '1');
    const tip = merge('main');
    expect(await follower.lastChange(tip, whole)).toBe(first);
    expect(await objects().lastChange(tip, whole)).toBe(first);
  });

  it.each([1, 2, 3])(
    'never depends on what was asked before (history %d)',
    async seed => {
      const random = randomOf(seed);
      const files = [
        'm/a.yaml',
        'm/environments/production/k.yaml',
        'm/environments/staging/k.yaml',
        'm/environments/README.md',
        'README.md',
      ];
      commit('m/a.yaml', '0');
      for (const branch of ['one', 'two']) {
        git('branch', branch);
      }
      const follower = objects();
      const followed: string[] = [];
      const fresh: string[] = [];
      for (let step = 0; step < 30; step += 1) {
        const branch = ['main', 'one', 'two'][random(3)];
        git('switch', '--quiet', branch);
        if (random(3) > 0) {
          commit(files[random(files.length)], String(random(3)));
        } else {
          const other = ['main', 'one', 'two'][random(3)];
          merge(other, '-X', ['ours', 'theirs'][random(2)]);
        }
        if (random(2) === 0) {
          // As when a pull request was merged, or somebody moved the branch.
          const tip = git('rev-parse', random(4) > 0 ? 'main' : branch);
          for (const scope of [whole, production]) {
            followed.push(await follower.lastChange(tip, scope));
            fresh.push(await objects().lastChange(tip, scope));
          }
        }
      }
      expect(followed.length).toBeGreaterThan(10);
      expect(followed).toEqual(fresh);
    },
  );
});

/** Numbers that look random and are the same every time. */
function randomOf(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}
