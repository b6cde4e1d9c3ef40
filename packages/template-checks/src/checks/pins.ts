import { z } from 'zod';
import { Files } from '../Files';
import { inputsSchema } from '../github/workflows';
import { Check, Problem } from './Check';

/** The one data file of actions that generated workflows may use. */
export const pinsSchema = z.looseObject({
  actions: z.record(
    z.string(),
    z.looseObject({
      version: z.string().regex(/^v\d+\.\d+\.\d+$/),
      sha: z.string().regex(/^[0-9a-f]{40}$/),
      /** Inputs that the action declares at this commit, if they are known. */
      inputs: inputsSchema.optional(),
    }),
  ),
});
export type Pins = z.infer<typeof pinsSchema>;

const USES =
  /^\s*(?:-\s+)?uses:\s*(?<reference>\S+)(?:\s+#\s*(?<comment>.*\S))?\s*$/;

/** Every action is one of templates/pins.json, by its commit and with its version as a comment. */
export function createPinsCheck(pins: Pins): Check {
  return {
    name: 'actions are pinned as templates/pins.json says',
    run: files => usesIn(files).flatMap(use => findProblem(pins, use)),
  };
}

type Use = { path: string; line: number; reference: string; comment?: string };

function usesIn(files: Files): Use[] {
  return [...files]
    .filter(([path]) => /\/\.github\/.+\.ya?ml$/.test(path))
    .flatMap(([path, content]) =>
      content.split('\n').flatMap((text, index): Use[] => {
        const groups = USES.exec(text)?.groups;
        return groups
          ? [
              {
                path,
                line: index + 1,
                reference: groups.reference.replaceAll(/["']/g, ''),
                comment: groups.comment,
              },
            ]
          : [];
      }),
    );
}

function findProblem(pins: Pins, use: Use): Problem[] {
  const { path, line, reference, comment } = use;
  const problem = (message: string) => [
    { path, message: `line ${line}: ${reference} ${message}` },
  ];
  if (reference.startsWith('./')) {
    return [];
  }
  if (reference.startsWith('docker://')) {
    return /@sha256:[0-9a-f]{64}$/.test(reference)
      ? []
      : problem('has no digest');
  }
  const [name, ref] = reference.split('@');
  const pin =
    pins.actions[name] ?? pins.actions[name.split('/').slice(0, 2).join('/')];
  if (!pin) {
    return problem('is not in templates/pins.json');
  }
  if (ref !== pin.sha) {
    return problem(`is not pinned to ${pin.sha}`);
  }
  return comment === pin.version
    ? []
    : problem(`has no comment '# ${pin.version}'`);
}
