import { ManifestDiff } from '@fairway/backstage-plugin-delivery-common';
import { createTwoFilesPatch } from 'diff';

/** What changed in one file, as a unified diff. */
export function diffOf(
  path: string,
  before: string,
  after: string,
): ManifestDiff {
  const patch = createTwoFilesPatch(
    `a/${path}`,
    `b/${path}`,
    before,
    after,
    undefined,
    undefined,
    { context: 3 },
  ).replace(/^=+\n/, '');
  const lines = patch.split('\n').slice(2);
  return {
    path,
    added: lines.filter(line => line.startsWith('+')).length,
    removed: lines.filter(line => line.startsWith('-')).length,
    patch,
  };
}
