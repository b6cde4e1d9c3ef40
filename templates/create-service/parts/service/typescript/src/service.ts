import { readFileSync } from 'node:fs';

/** The service as its package describes it. */
export const service: { readonly name: string; readonly description: string } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);
