import { parseEntityRef } from '@backstage/catalog-model';

/** Who acted, in a sentence for people: the name of a user, or the engine's own. */
export function actorName(actor: string): string {
  return actor.startsWith('user:') ? parseEntityRef(actor).name : actor;
}
