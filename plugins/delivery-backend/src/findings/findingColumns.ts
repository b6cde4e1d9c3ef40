/** Columns of a new finding, in the order in which they are written, with their types. */
export const newFindingColumns = {
  id: 'text',
  service_ref: 'text',
  fingerprint: 'text',
  scanner: 'text',
  scope: 'text',
  rule: 'text',
  title: 'text',
  severity: 'text',
  rank: 'integer',
  package_name: 'text',
  path: 'text',
  fixed_version: 'text',
  details: 'text',
  state: 'text',
  first_seen_at: 'text',
  last_seen_at: 'text',
  fixed_at: 'text',
  due_at: 'text',
} as const;

/** Columns of a known finding that a scan may change. */
export const changedFindingColumns = {
  rule: 'text',
  title: 'text',
  severity: 'text',
  rank: 'integer',
  package_name: 'text',
  path: 'text',
  fixed_version: 'text',
  details: 'text',
  state: 'text',
  fixed_at: 'text',
  due_at: 'text',
} as const;

type Columns<T extends Record<string, 'text' | 'integer'>> = {
  [name in keyof T]: T[name] extends 'integer' ? number : string | null;
};

export type NewFinding = Columns<typeof newFindingColumns>;
export type ChangedFinding = { key: number } & Columns<
  typeof changedFindingColumns
>;
