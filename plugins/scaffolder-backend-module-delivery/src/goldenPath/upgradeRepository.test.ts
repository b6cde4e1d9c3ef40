import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { GitRunner } from '@fairway/backstage-plugin-delivery-node';
import {
  GitRepository,
  goldenPathYaml,
  renderedFiles,
} from './__testUtils__/GitRepository';
import { StubPullRequests } from './__testUtils__/StubPullRequests';
import { GitWorkbench } from './git/GitWorkbench';
import {
  readStand,
  UPGRADE_BRANCH,
  upgradeRepository,
} from './upgradeRepository';

// A git process or two for everything; on a busy machine that takes its time.
jest.setTimeout(60_000);

const lines = (...changed: [number, string][]) => {
  const text = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  for (const [index, line] of changed) {
    text[index] = line;
  }
  return `${text.join('\n')}\n`;
};

const one = {
  '.golden-path.yaml': goldenPathYaml(1),
  'ci.yml': lines(),
  Dockerfile: 'FROM scratch\n',
  'scripts/report.sh': '#!/bin/sh\nexit 0\n',
};

describe('upgradeRepository', () => {
  let repository: GitRepository;
  let pullRequests: StubPullRequests;
  beforeEach(() => {
    repository = new GitRepository(one);
    pullRequests = new StubPullRequests();
  });
  afterEach(() => repository.remove());

  async function upgrade(version: number, files: Record<string, string>) {
    const bench = await GitWorkbench.open({
      folder: mkdtempSync(path.join(repository.folder, 'bench-')),
      git: GitRunner.create(),
      remote: { url: repository.bare, environment: {} },
    });
    const target = {
      repository: {
        type: 'github' as const,
        url: 'https://forge.example/acme/checkout-api',
        host: 'forge.example',
        owner: 'acme',
        name: 'checkout-api',
      },
      url: 'https://forge.example/acme/checkout-api',
      bench,
      branches: await bench.fetch(),
      pullRequests,
      pushing: 'atomic' as const,
    };
    return upgradeRepository(target, {
      stand: await readStand(target),
      version,
      files: renderedFiles({
        ...files,
        '.golden-path.yaml': goldenPathYaml(version),
      }),
      author: { name: 'Mira Okafor', email: 'mira@acme.example' },
      changelogUrl: 'https://forge.example/changelog',
    });
  }

  const onBranch = (file: string) => repository.read(UPGRADE_BRANCH, file);

  it('joins what the template changed with what the service changed', async () => {
    repository.push('main', {
      'ci.yml': lines([1, 'ours']),
      'src/app.py': 'print()\n',
    });

    const outcome = await upgrade(2, {
      ...one,
      'ci.yml': lines([15, 'theirs']),
    });

    expect(outcome).toMatchObject({
      kind: 'proposed',
      from: 1,
      to: 2,
      conflicts: [],
    });
    expect(onBranch('ci.yml')).toBe(lines([1, 'ours'], [15, 'theirs']));
    expect(onBranch('src/app.py')).toBe('print()\n');
    expect(onBranch('.golden-path.yaml')).toBe(goldenPathYaml(2));
    expect(pullRequests.opened).toMatchObject([
      {
        branch: UPGRADE_BRANCH,
        into: 'main',
        title: 'chore: upgrade the golden path to version 2',
        body: expect.stringContaining('https://forge.example/changelog'),
      },
    ]);
    expect(
      repository.git(
        '-C',
        repository.bare,
        'log',
        '-1',
        '--format=%an <%ae> %P',
        UPGRADE_BRANCH,
      ),
    ).toBe(`Mira Okafor <mira@acme.example> ${repository.tip('main')}\n`);
  });

  it('keeps both sides of a conflict between markers, and lists the file', async () => {
    repository.push('main', { 'ci.yml': lines([5, 'ours']) });

    const outcome = await upgrade(2, {
      ...one,
      'ci.yml': lines([5, 'theirs']),
    });

    expect(outcome).toMatchObject({
      conflicts: [{ path: 'ci.yml', kind: 'both-changed' }],
    });
    expect(onBranch('ci.yml')).toContain(
      '<<<<<<< main\nours\n=======\ntheirs\n>>>>>>> golden-path/v2\n',
    );
    expect(pullRequests.opened[0].body).toContain('- [ ] `ci.yml`: you and');
  });

  it('deletes what the template has no longer, but not what the service changed', async () => {
    repository.push('main', { Dockerfile: 'FROM ours\n' });

    const outcome = await upgrade(2, { 'new.yml': 'new\n' });

    expect(onBranch('ci.yml')).toBeUndefined();
    expect(onBranch('new.yml')).toBe('new\n');
    expect(onBranch('Dockerfile')).toBe('FROM ours\n');
    expect(outcome).toMatchObject({
      conflicts: [{ path: 'Dockerfile', kind: 'template-deleted' }],
    });
  });

  it('does not bring back what the service deleted', async () => {
    repository.push('main', { Dockerfile: undefined, 'ci.yml': undefined });

    const outcome = await upgrade(2, { ...one, Dockerfile: 'FROM theirs\n' });

    expect(onBranch('Dockerfile')).toBeUndefined();
    expect(onBranch('ci.yml')).toBeUndefined();
    expect(outcome).toMatchObject({
      conflicts: [{ path: 'Dockerfile', kind: 'service-deleted' }],
    });
    expect(pullRequests.opened[0].body).toContain(
      '- `Dockerfile`: you do not have it',
    );
  });

  it('leaves a file that the service made before the template did, now and later', async () => {
    repository.push('main', { 'notes.md': 'ours\n', 'same.md': 'same\n' });

    const first = await upgrade(2, {
      ...one,
      'notes.md': 'theirs\n',
      'same.md': 'same\n',
    });
    expect(first).toMatchObject({
      conflicts: [{ path: 'notes.md', kind: 'left' }],
    });
    expect(onBranch('notes.md')).toBe('ours\n');
    expect(pullRequests.opened[0].body).toContain('- `notes.md`: the template');
    repository.squash(UPGRADE_BRANCH);
    pullRequests.close();

    await upgrade(3, { ...one, 'notes.md': 'newer\n', 'same.md': 'newer\n' });
    expect(onBranch('notes.md')).toBe('ours\n');
    expect(onBranch('same.md')).toBe('newer\n');
    expect(repository.read('golden-path/v3', 'notes.md')).toBe('newer\n');
  });

  it('replaces no file by a folder of its name, nor a folder by a file', async () => {
    repository.push('main', {
      ci: 'ours\n',
      'tools/build': 'ours\n',
      Dockerfile: undefined,
    });
    repository.push('main', { 'Dockerfile/readme.txt': 'ours\n' });

    const outcome = await upgrade(2, {
      ...one,
      Dockerfile: 'FROM theirs\n',
      'ci/build.sh': 'theirs\n',
      tools: 'theirs\n',
      'ci.yml': lines([5, 'theirs']),
    });

    expect(repository.files(UPGRADE_BRANCH)).toEqual([
      '.golden-path.yaml',
      'Dockerfile/readme.txt',
      'ci',
      'ci.yml',
      'scripts/report.sh',
      'tools/build',
    ]);
    expect(onBranch('ci.yml')).toBe(lines([5, 'theirs']));
    expect(outcome).toMatchObject({
      conflicts: ['Dockerfile', 'ci/build.sh', 'tools'].map(file => ({
        path: file,
        kind: 'service-deleted',
      })),
    });
  });

  it('lets the template make a folder of a file of its own', async () => {
    const { 'scripts/report.sh': report, 'ci.yml': ci, ...rest } = one;

    const outcome = await upgrade(2, {
      ...rest,
      scripts: report,
      'ci.yml/all.yml': ci,
    });

    expect(repository.files(UPGRADE_BRANCH)).toEqual([
      '.golden-path.yaml',
      'Dockerfile',
      'ci.yml/all.yml',
      'scripts',
    ]);
    expect(outcome).toMatchObject({ conflicts: [] });
  });

  it('follows a file that the template moved, and carries modes', async () => {
    repository.push('main', { 'ci.yml': lines([1, 'ours']) });
    const { 'ci.yml': moved, ...rest } = one;

    await upgrade(2, {
      ...rest,
      '.github/workflows/ci.yml': moved,
      Dockerfile: '#!/usr/bin/env build\nFROM scratch\n',
      'scripts/report.sh': 'exit 0\n',
    });

    expect(onBranch('ci.yml')).toBeUndefined();
    expect(onBranch('.github/workflows/ci.yml')).toBe(lines([1, 'ours']));
    expect(repository.mode(UPGRADE_BRANCH, 'Dockerfile')).toBe('100755');
    expect(repository.mode(UPGRADE_BRANCH, 'scripts/report.sh')).toBe('100644');
  });

  it('starts the next upgrade from the one that was merged', async () => {
    await upgrade(2, { ...one, 'ci.yml': lines([5, 'second']) });
    repository.push(UPGRADE_BRANCH, { 'ci.yml': lines([5, 'ours instead']) });
    repository.squash(UPGRADE_BRANCH);
    pullRequests.close();

    const outcome = await upgrade(3, {
      ...one,
      'ci.yml': lines([5, 'second'], [15, 'third']),
    });

    expect(outcome).toMatchObject({ from: 2, to: 3, conflicts: [] });
    expect(onBranch('ci.yml')).toBe(lines([5, 'ours instead'], [15, 'third']));
  });

  it('does not start from an upgrade that was never merged', async () => {
    await upgrade(2, { ...one, 'ci.yml': lines([5, 'second']) });
    pullRequests.close();

    const outcome = await upgrade(3, { ...one, 'ci.yml': lines([5, 'third']) });

    expect(outcome).toMatchObject({ from: 1, to: 3, conflicts: [] });
    expect(onBranch('ci.yml')).toBe(lines([5, 'third']));
  });

  it('renews the open pull request when it runs again', async () => {
    await upgrade(2, { ...one, 'ci.yml': lines([5, 'second']) });
    const before = repository.tip(UPGRADE_BRANCH);
    await upgrade(2, { ...one, 'ci.yml': lines([5, 'second']) });
    expect(repository.tip(UPGRADE_BRANCH)).toBe(before);

    repository.push('main', { 'src/app.py': 'print()\n' });
    await upgrade(3, { ...one, 'ci.yml': lines([5, 'third']) });

    expect(onBranch('ci.yml')).toBe(lines([5, 'third']));
    expect(onBranch('src/app.py')).toBe('print()\n');
    expect(pullRequests.opened).toHaveLength(1);
    expect(pullRequests.updated.at(-1)?.title).toBe(
      'chore: upgrade the golden path to version 3',
    );
  });

  it('never overwrites what people pushed to the pull request', async () => {
    await upgrade(2, { ...one, 'ci.yml': lines([5, 'second']) });
    const theirs = repository.push(UPGRADE_BRANCH, { 'ci.yml': lines() });

    const outcome = await upgrade(2, {
      ...one,
      'ci.yml': lines([5, 'second']),
    });
    expect(outcome).toMatchObject({ pullRequest: { number: 1 } });
    expect(repository.tip(UPGRADE_BRANCH)).toBe(theirs);

    await expect(upgrade(3, one)).rejects.toThrow(
      'The pull request https://forge.example/acme/checkout-api/pull/1 has commits of your team',
    );
    expect(repository.tip(UPGRADE_BRANCH)).toBe(theirs);
    expect(repository.branches()).not.toContain('golden-path/v3');
  });

  it('makes nothing where there is nothing to do', async () => {
    const outcome = await upgrade(1, one);

    expect(outcome).toEqual({ kind: 'current', version: 1 });
    expect(repository.branches()).toEqual(['main']);
    expect(pullRequests.opened).toEqual([]);
  });

  it('goes by way of develop where the service works with GitFlow', async () => {
    const text = goldenPathYaml(1, '  branching: gitflow\n');
    repository.push('main', { '.golden-path.yaml': text });
    repository.push('develop', { 'src/app.py': 'print()\n' });

    await upgrade(2, { ...one, 'ci.yml': lines([5, 'second']) });

    expect(pullRequests.opened[0].into).toBe('develop');
    expect(onBranch('src/app.py')).toBe('print()\n');
  });

  it('refuses a repository whose files it cannot tell from the template’s', async () => {
    repository.push('main', { '.golden-path.yaml': goldenPathYaml(2) });

    await expect(upgrade(3, one)).rejects.toThrow(
      "has neither a branch 'golden-path/v2' nor a first commit with that version",
    );
  });

  it('shows the way to a repository that was not made by the wizard', async () => {
    repository.push('main', { '.golden-path.yaml': undefined });

    await expect(upgrade(2, one)).rejects.toThrow(
      "'Add delivery to an existing service' gives it one",
    );
  });
});
