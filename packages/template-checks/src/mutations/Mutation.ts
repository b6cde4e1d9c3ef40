import { Files } from '../Files';

/** The renderings that defects are put into; together they hold every CI system, GitOps controller and strategy. */
export const SUBJECTS = {
  github: {},
  gitlab: {
    language: 'typescript',
    ci: 'gitlab',
    branching: 'gitflow',
    registry: 'ecr',
    codeScanning: 'semgrep',
    strategy: 'canary',
    gitops: 'flux',
    secrets: 'external-secrets-google',
  },
  azure: {
    language: 'go',
    ci: 'azure',
    registry: 'acr',
    codeScanning: 'semgrep',
    strategy: 'rolling',
    manifestsIn: 'service',
    secrets: 'sealed-secrets',
  },
};

/** A defect that somebody could make in a part of the template. */
export type Mutation = {
  subject: keyof typeof SUBJECTS;
  file: string;
  /** The text that is replaced, at its first place, and what replaces it. */
  replace?: [from: string | RegExp, to: string];
  append?: string;
  /** The file is taken away, or made. */
  make?: string | undefined;
  /** Words of the message. */
  finds: string;
};

/** The files with the defect; throws if it changes nothing, because the text is not there any more. */
export function mutate(files: Files, mutation: Mutation): Files {
  const { file, replace, append } = mutation;
  const mutated = new Map(files);
  const text = files.get(file) ?? '';
  const changed =
    'make' in mutation
      ? mutation.make
      : `${replace ? text.replace(replace[0], () => replace[1]) : text}${
          append ?? ''
        }`;
  if (changed === files.get(file)) {
    throw new Error(
      `${file} of ${mutation.subject} has no ${mutation.replace?.[0]}`,
    );
  }
  if (changed === undefined) {
    mutated.delete(file);
  } else {
    mutated.set(file, changed);
  }
  return mutated;
}
