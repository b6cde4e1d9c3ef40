/** Why git could not join the template's change of a file with the service's own. */
export type ConflictKind =
  /** Both changed the same lines; the file holds both between conflict markers. */
  | 'both-changed'
  /** The service made a file of this name before the template did; it stays as the service has it. */
  | 'left'
  /** The template has it no longer, the service changed it; it stays as the service has it. */
  | 'template-deleted'
  /** The service has it no longer, the template changed it; it stays away. */
  | 'service-deleted';

/** A file that people must look at. */
export type MergeConflict = { path: string; kind: ConflictKind };

/** What became of a three-way merge. */
export type MergeOutcome = { tree: string; conflicts: MergeConflict[] };

/**
 * Reads what `git merge-tree --write-tree -z` prints: the tree, then one entry for each stage of each file in conflict
 * (1 common, 2 ours, 3 theirs), then an empty entry and messages for people.
 */
export function readMergeOutcome(output: string): MergeOutcome {
  const [tree, ...rest] = output.split('\0');
  const end = rest.indexOf('');
  const stages = new Map<string, Set<string>>();
  for (const entry of end < 0 ? rest : rest.slice(0, end)) {
    const match = /^\d+ [0-9a-f]+ ([123])\t(.+)$/s.exec(entry);
    if (match) {
      const [, stage, path] = match;
      stages.set(path, (stages.get(path) ?? new Set()).add(stage));
    }
  }
  const conflicts = [...stages]
    .map(([path, present]) => ({ path, kind: kindOf(present) }))
    .sort((a, b) => a.path.localeCompare(b.path));
  return { tree, conflicts };
}

function kindOf(stages: Set<string>): ConflictKind {
  if (!stages.has('2')) {
    return 'service-deleted';
  }
  if (!stages.has('3')) {
    return 'template-deleted';
  }
  return 'both-changed';
}
