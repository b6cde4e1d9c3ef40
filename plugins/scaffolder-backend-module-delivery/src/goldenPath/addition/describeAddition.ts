import { AdditionPlan } from './planAddition';

/** The text of the pull request that adds delivery to a repository. */
export function describeAddition(options: {
  version: number;
  plan: AdditionPlan;
  /** What became of the catalog file that was there. */
  catalog:
    | { kind: 'new' }
    | { kind: 'annotated'; path: string; added: string[] }
    | { kind: 'left'; path: string; problem: string };
  /** Address of the manifests; undefined if they come with this pull request. */
  manifestsUrl?: string;
  /** What is not there and the pipeline needs. */
  missing: string[];
  pristineBranch: string;
  fileUrl: (path: string) => string;
  changelogUrl?: string;
}): string {
  const { version, plan, catalog, manifestsUrl, missing } = options;
  const { pristineBranch, fileUrl, changelogUrl } = options;
  const changelog = changelogUrl
    ? ` [The changelog](${changelogUrl}) says what a version holds.`
    : '';
  return [
    `This adds the delivery of the golden path, version ${version}, to your repository.${changelog} It only adds; no file of yours is overwritten.`,
    '## Added',
    `<details><summary>${plan.added.length} files</summary>`,
    plan.added.map(({ path }) => `- \`${path}\``).join('\n'),
    '</details>',
    ...(catalog.kind === 'annotated' && catalog.added.length > 0
      ? [
          `And to \`${catalog.path}\` these annotations: ${catalog.added
            .map(key => `\`${key}\``)
            .join(', ')}.`,
        ]
      : []),
    manifestsUrl
      ? `The manifests live in ${manifestsUrl}.`
      : 'The manifests come with this pull request; what applies them is registered and finds them once it is merged.',
    ...(plan.left.length > 0
      ? [
          '## Left because you have it',
          'Yours may do less than the pipeline expects: compare it with the template’s.',
          plan.left
            .map(
              ({ path, rendered }) =>
                `- \`${path}\` ([the template’s](${fileUrl(rendered)}))`,
            )
            .join('\n'),
        ]
      : []),
    ...(plan.blocked.length > 0
      ? [
          '## Left out because something of yours is in its place',
          'The pipeline expects these: move what is there, then add the template’s.',
          plan.blocked
            .map(
              ({ path, rendered }) =>
                `- [\`${rendered}\`](${fileUrl(
                  rendered,
                )}), because of your \`${path}\``,
            )
            .join('\n'),
        ]
      : []),
    '## Still to do',
    [
      ...missing.map(each => `- [ ] add ${each}`),
      ...(catalog.kind === 'left'
        ? [
            `- [ ] add the annotations of [the template’s catalog-info.yaml](${fileUrl(
              'catalog-info.yaml',
            )}) to \`${catalog.path}\` by hand: ${catalog.problem}`,
          ]
        : []),
      ...(catalog.kind === 'new'
        ? ['- [ ] register `catalog-info.yaml` in the portal after merging']
        : []),
      '- [ ] make the settings of the repository that `docs/delivery.md` names: required checks, secrets, environments',
      '- [ ] let the service answer `/health`, `/health/ready` and `/metrics` on port 8080, or change the manifests',
    ].join('\n'),
    '## How this was made',
    `The branch \`${pristineBranch}\` holds the template’s files as rendered for you. The next upgrade starts from it: keep it.`,
  ].join('\n\n');
}
