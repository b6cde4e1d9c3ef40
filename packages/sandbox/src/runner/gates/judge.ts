import { Workspace } from '../Workspace';
import { findingsIn, GateFinding, severities } from './findingsIn';
import { covers, Waiver } from './readWaivers';

/** How a gate decided, in the one line of the release report. */
export interface Verdict {
  passed: boolean;
  summary: string;
  open: GateFinding[];
}

/** Decides over the scans of a folder as `security_gate.py` does: one folder `sarif-<category>` each. */
export function judge(options: {
  workspace: Workspace;
  folder: string;
  required: readonly string[];
  /** `critical=0`. */
  limits: readonly string[];
  waivers: readonly Waiver[];
  /** What keeps the gate shut although it is no finding. */
  problems: readonly string[];
}): Verdict {
  const { workspace, folder, required, waivers } = options;
  const problems = [...options.problems];
  const open: GateFinding[] = [];
  let waived = 0;
  for (const category of categoriesIn(workspace, folder, required)) {
    const documents = [
      ...workspace.find(`${folder}/sarif-${category}`).values(),
    ].filter(content => typeof content !== 'string');
    if (documents.length === 0) {
      problems.push(`no scan of ${category}`);
    }
    for (const finding of documents.flatMap(findingsIn)) {
      if (waivers.some(waiver => covers(waiver, finding))) {
        waived += 1;
      } else {
        open.push(finding);
      }
    }
  }
  const counts = severities.map(severity => ({
    severity,
    found: open.filter(each => each.severity === severity).length,
  }));
  const limits = options.limits.map(text => text.split('='));
  for (const [severity, limit] of limits) {
    const found = counts.find(each => each.severity === severity)?.found ?? 0;
    if (found > Number(limit)) {
      problems.push(`${found} ${severity}, limit ${limit}`);
    }
  }
  if (problems.length > 0) {
    return { passed: false, summary: problems.join('; '), open };
  }
  const all = counts.map(({ severity, found }) => `${found} ${severity}`);
  const bounds = limits.map(([severity, limit]) => `${limit} ${severity}`);
  const summary = `${all.join(', ')} (limit ${bounds.join(', ')})${
    waived ? `; ${waived} waived` : ''
  }`;
  return { passed: true, summary, open };
}

function categoriesIn(
  workspace: Workspace,
  folder: string,
  required: readonly string[],
): string[] {
  const found = [...workspace.find(folder).keys()].flatMap(
    path => /(?:^|\/)sarif-([^/]+)\//.exec(path)?.[1] ?? [],
  );
  return [...new Set([...found, ...required])].sort();
}
