import { httpUrl } from '../status/httpUrl';

/** Where each CI system lists all runs, seen from the address of one run. */
const lists: { run: RegExp; list: string }[] = [
  // GitHub Actions
  { run: /\/actions\/runs\/\d+.*$/, list: '/actions' },
  // GitLab CI
  { run: /\/-\/pipelines\/\d+.*$/, list: '/-/pipelines' },
  // Azure Pipelines
  { run: /\/_build\/results\?.*$/, list: '/_build' },
];

/** The page with all runs of the CI system that has this run, if the system is known. */
export function allRunsUrl(
  run: { url?: string } | undefined,
): string | undefined {
  const url = httpUrl(run?.url);
  const known = url && lists.find(one => one.run.test(url));
  return known && url.replace(known.run, known.list);
}
