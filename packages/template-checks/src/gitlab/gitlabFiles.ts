import { parse } from 'yaml';
import { z } from 'zod';
import { Files } from '../Files';

const FILE = /^[^/]+\/(?:\.gitlab-ci\.yml|\.gitlab\/ci\/.+\.yml)$/;
const linesSchema = z
  .union([z.string(), z.array(z.string())])
  .transform(lines => [lines].flat())
  .default([]);
const fileSchema = z.record(z.string(), z.unknown());
const scriptedSchema = z.looseObject({
  before_script: linesSchema,
  script: linesSchema,
  after_script: linesSchema,
});

export type GitlabScript = { path: string; job: string; lines: string[] };

/** What the jobs of both repositories run, job by job, as it is written. */
export function gitlabScriptsIn(files: Files): GitlabScript[] {
  return [...files]
    .filter(([path]) => FILE.test(path))
    .flatMap(([path, text]) =>
      Object.entries(jobsOf(text)).flatMap(([job, content]) => {
        const scripted = scriptedSchema.safeParse(content);
        if (!scripted.success) {
          return [];
        }
        const { before_script, script, after_script } = scripted.data;
        const lines = [...before_script, ...script, ...after_script];
        return lines.length > 0 ? [{ path, job, lines }] : [];
      }),
    );
}

/** A file that is no mapping has none: gitlab-ci-local says why. */
function jobsOf(text: string): Record<string, unknown> {
  try {
    return fileSchema.safeParse(parse(text)).data ?? {};
  } catch {
    return {};
  }
}
