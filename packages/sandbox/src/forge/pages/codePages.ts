import { diffText } from '../git/diffText';
import type { GitRepository } from '../git/GitRepository';
import { EMPTY_TREE_SHA } from '../git/objects';
import { html } from './Html';
import { Pages } from './Pages';
import {
  blobView,
  changesView,
  commitsView,
  commitView,
  filesView,
} from './views';

/** Commits, comparisons, folders and files. */
export function addCodePages(pages: Pages): void {
  pages.view(
    '/commits/:ref(.*)?',
    async ({ repository, request, name, git }) => {
      const head = await git.resolve(
        request.params.ref || repository.defaultBranch,
      );
      if (!head) {
        return undefined;
      }
      const commits = await git.commits({ from: [head], limit: 100 });
      return {
        title: `Commits of ${name}`,
        body: commitsView(repository, commits),
      };
    },
  );

  pages.text('/commit/:sha([0-9a-f]+).:format(diff|patch)', async asked => {
    const { sha, format } = asked.request.params;
    const commit = await asked.git.resolve(sha);
    const parent = commit && (await asked.git.commit(commit))?.parents[0];
    return commit
      ? diffText(asked.git, parent ?? EMPTY_TREE_SHA, commit, formatOf(format))
      : undefined;
  });

  pages.view('/commit/:sha', async ({ repository, request, git }) => {
    const sha = await git.resolve(request.params.sha);
    const commit = sha ? await git.commit(sha) : undefined;
    return (
      commit && {
        title: commit.message.split('\n')[0],
        body: commitView(
          repository,
          commit,
          await git.changes(commit.parents[0] ?? EMPTY_TREE_SHA, commit.sha, {
            patches: true,
          }),
        ),
      }
    );
  });

  pages.text('/compare/:range(.+).:format(diff|patch)', async asked => {
    const { range, format } = asked.request.params;
    const ends = await endsOf(asked.git, range);
    return ends && diffText(asked.git, ends.from, ends.head, formatOf(format));
  });

  pages.view(
    '/compare/:range(.+)',
    async ({ repository, request, name, git }) => {
      const { range } = request.params;
      const ends = await endsOf(git, range);
      if (!ends) {
        return undefined;
      }
      const { base, head, from } = ends;
      const commits = await git.commits({ from: [head], notFrom: [base] });
      const changes = await git.changes(from, head, { patches: true });
      return {
        title: `${name}: ${range}`,
        body: html`${commitsView(repository, commits)}${changesView(changes)}`,
      };
    },
  );

  pages.view('/tree/:rest(.+)', async ({ repository, request, name, git }) => {
    const found = await splitRef(git, request.params.rest);
    const folder =
      found && found.path !== ''
        ? await git.entry(found.sha, found.path)
        : undefined;
    if (!found || (found.path !== '' && folder?.type !== 'tree')) {
      return undefined;
    }
    const entries = await git.tree(folder?.sha ?? found.sha, {
      recursive: false,
      folders: true,
    });
    const prefix = found.path === '' ? '' : `${found.path}/`;
    return {
      title: `${name} ${found.path}`,
      body: filesView(
        repository,
        found.ref,
        entries.map(entry => ({ ...entry, path: `${prefix}${entry.path}` })),
      ),
    };
  });

  pages.view('/blob/:rest(.+)', async ({ repository, request, git }) => {
    const found = await splitRef(git, request.params.rest);
    const content = found && (await git.readFile(found.sha, found.path));
    return (
      content && {
        title: found.path,
        body: blobView(repository, found, content),
      }
    );
  });

  pages.text('/raw/:rest(.+)', async ({ request, git }) => {
    const found = await splitRef(git, request.params.rest);
    return found && git.readFile(found.sha, found.path);
  });
}

export function formatOf(extension: string): 'diff' | 'patch' {
  return extension === 'diff' ? 'diff' : 'patch';
}

async function endsOf(git: GitRepository, range: string) {
  const [base, head] = await Promise.all(
    range.split('...').map(ref => git.resolve(ref)),
  );
  return base && head
    ? { base, head, from: (await git.mergeBase(base, head)) ?? base }
    : undefined;
}

/** Branch names may hold slashes, so the shortest start of the path that names a commit is the ref. */
async function splitRef(git: GitRepository, rest: string) {
  const parts = rest.split('/');
  for (let length = 1; length <= parts.length; length += 1) {
    const ref = parts.slice(0, length).join('/');
    const sha = await git.resolve(ref);
    if (sha) {
      return { ref, sha, path: parts.slice(length).join('/') };
    }
  }
  return undefined;
}
