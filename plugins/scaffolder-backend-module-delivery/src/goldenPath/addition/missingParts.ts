import { JsonValue } from '@backstage/types';

const neededBy: Record<string, { file: string; why: string }[]> = {
  python: [
    { file: 'pyproject.toml', why: 'with ruff, mypy and pytest' },
    { file: 'uv.lock', why: 'made by `uv lock`' },
  ],
  typescript: [
    {
      file: 'package.json',
      why: 'with the scripts that the quality job runs',
    },
    { file: 'package-lock.json', why: 'made by `npm install`' },
  ],
  go: [
    { file: 'go.mod', why: 'made by `go mod init`' },
    { file: 'go.sum', why: 'made by `go mod tidy`' },
  ],
};

/** What the pipeline of a language needs and a repository lacks, in words. */
export function missingParts(
  language: JsonValue | undefined,
  present: Map<string, string>,
): string[] {
  const needed = [
    { file: 'Dockerfile', why: 'whose image runs as user 65532' },
    ...(neededBy[String(language)] ?? []),
  ];
  return needed
    .filter(({ file }) => !present.has(file))
    .map(({ file, why }) => `\`${file}\`, ${why}`);
}
