import { GOLDEN_PATH_VERSION_ANNOTATION } from '@fairway/backstage-plugin-delivery-common';
import { ConflictKind, MergeConflict } from './git/MergeOutcome';

/** The text of the pull request that upgrades a repository. */
export function describeUpgrade(options: {
  from: number;
  to: number;
  conflicts: MergeConflict[];
  /** Why the catalog does not get to know the new version. */
  catalogProblem?: string;
  pristineBranch: string;
  changelogUrl?: string;
}): string {
  const { from, to, conflicts, pristineBranch, changelogUrl } = options;
  const { catalogProblem } = options;
  const open = conflicts.filter(({ kind }) => isOpen(kind));
  const kept = conflicts.filter(({ kind }) => !isOpen(kind));
  const changelog = changelogUrl
    ? ` [The changelog](${changelogUrl}) says what is new and what it asks of you.`
    : '';
  return [
    `This brings the repository from version ${from} to version ${to} of the golden path.${changelog}`,
    'What the template changed is merged with what you changed; nothing of yours is lost.',
    ...(open.length > 0
      ? [
          `## To resolve before merging: ${open.length} ${
            open.length === 1 ? 'file' : 'files'
          }`,
          list(open, path => `- [ ] ${path}`),
        ]
      : []),
    ...(catalogProblem
      ? [
          `## To do by hand\n\n- [ ] set the annotation \`${GOLDEN_PATH_VERSION_ANNOTATION}\` of the component to \`'${to}'\`: ${catalogProblem}`,
        ]
      : []),
    ...(kept.length > 0
      ? ['## Left as you have it', list(kept, path => `- ${path}`)]
      : []),
    '## How this was made',
    `The branch \`${pristineBranch}\` holds the template's files as rendered for you. The next upgrade starts from it: keep it.`,
    'Running the template again renews this pull request, unless somebody has pushed to its branch.',
  ].join('\n\n');
}

function isOpen(kind: ConflictKind): boolean {
  return kind === 'both-changed';
}

function list(
  conflicts: MergeConflict[],
  item: (path: string) => string,
): string {
  return conflicts
    .map(({ path, kind }) => `${item(`\`${path}\``)}: ${explain(kind)}`)
    .join('\n');
}

function explain(kind: ConflictKind): string {
  switch (kind) {
    case 'both-changed':
      return 'you and the template changed the same lines; both are in the file, between conflict markers';
    case 'left':
      return 'the template has one, too; yours stays, see whether the template’s has something for you';
    case 'template-deleted':
      return 'you changed it, the template has it no longer; it stays, see whether you still need it';
    case 'service-deleted':
      return 'you do not have it, the template changed it; it stays away';
    default:
      throw new Error(`No such conflict: ${kind satisfies never}`);
  }
}
