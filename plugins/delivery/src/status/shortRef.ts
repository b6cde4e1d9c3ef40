import { parseEntityRef } from '@backstage/catalog-model';

/** An entity ref as lists show it: `group:default/payments` → `payments`, `group:edge/ops` → `edge/ops`. */
export function shortRef(ref: string): string {
  if (!ref.includes(':')) {
    return ref;
  }
  const { namespace, name } = parseEntityRef(ref);
  return namespace === 'default' ? name : `${namespace}/${name}`;
}
