import { Commit } from '@fairway/backstage-plugin-delivery-common';

const limit = 250;

/**
 * Commits reachable from `to` but not from `from`, newest first: what `git log from..to` lists. `load` returns those of
 * the wanted commits that are known; one that is missing makes the answer incomplete, and so does going past the limit.
 */
export async function commitsBetween(options: {
  from: string | undefined;
  to: string;
  load(shas: string[]): Promise<Commit[]>;
}): Promise<{ commits: Commit[]; complete: boolean }> {
  const { from, to, load } = options;
  if (from === to) {
    return { commits: [], complete: true };
  }
  const wanted = await reach({ start: to, stop: from, load });
  if (from === undefined) {
    return { commits: sorted(wanted.commits), complete: wanted.complete };
  }
  if (wanted.met && wanted.linear) {
    return { commits: sorted(wanted.commits), complete: wanted.complete };
  }
  const known = await reach({ start: from, stop: undefined, load });
  const excluded = new Set(known.commits.map(commit => commit.sha));
  const commits = wanted.commits.filter(commit => !excluded.has(commit.sha));
  const connected =
    wanted.met || wanted.commits.some(commit => excluded.has(commit.sha));
  const ancestor = excluded.has(to);
  return {
    commits: sorted(commits),
    complete: ancestor || (connected && isClosed(commits, excluded, from)),
  };
}

/** True if every parent of the commits is among them or on the other side. */
function isClosed(commits: Commit[], excluded: Set<string>, from: string) {
  const own = new Set(commits.map(commit => commit.sha));
  return commits.every(commit =>
    commit.parents.every(
      parent => own.has(parent) || excluded.has(parent) || parent === from,
    ),
  );
}

async function reach(options: {
  start: string;
  stop: string | undefined;
  load(shas: string[]): Promise<Commit[]>;
}) {
  const { start, stop, load } = options;
  const commits: Commit[] = [];
  const seen = new Set<string>([start]);
  let frontier = [start];
  let complete = true;
  let met = false;
  let linear = true;
  while (frontier.length > 0 && commits.length < limit) {
    const loaded = await load(frontier);
    complete &&= loaded.length === frontier.length;
    const next: string[] = [];
    for (const commit of loaded) {
      commits.push(commit);
      linear &&= commit.parents.length <= 1;
      for (const parent of commit.parents) {
        met ||= parent === stop;
        if (parent !== stop && !seen.has(parent)) {
          seen.add(parent);
          next.push(parent);
        }
      }
    }
    frontier = next;
  }
  return { commits, complete: complete && frontier.length === 0, met, linear };
}

function sorted(commits: Commit[]): Commit[] {
  return [...commits].sort((a, b) => (a.authoredAt < b.authoredAt ? 1 : -1));
}
