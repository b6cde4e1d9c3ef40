import { readMergeOutcome } from './MergeOutcome';

const TREE = 'a'.repeat(40);
const entry = (stage: number, path: string) =>
  `100644 ${'b'.repeat(40)} ${stage}\t${path}`;

describe('readMergeOutcome', () => {
  it('reads a merge without conflicts', () => {
    expect(readMergeOutcome(`${TREE}\0`)).toEqual({
      tree: TREE,
      conflicts: [],
    });
  });

  it('tells by the stages who deleted, and takes no message for a file', () => {
    const output = [
      TREE,
      entry(1, 'both with a\ttab and\nnew line'),
      entry(2, 'both with a\ttab and\nnew line'),
      entry(3, 'both with a\ttab and\nnew line'),
      entry(1, 'ours.md'),
      entry(2, 'ours.md'),
      entry(1, 'theirs.md'),
      entry(3, 'theirs.md'),
      '',
      '1',
      entry(2, 'a message'),
      '',
    ].join('\0');

    expect(readMergeOutcome(output).conflicts).toEqual([
      { path: 'both with a\ttab and\nnew line', kind: 'both-changed' },
      { path: 'ours.md', kind: 'template-deleted' },
      { path: 'theirs.md', kind: 'service-deleted' },
    ]);
  });
});
