import { Entity } from '@backstage/catalog-model';
import { GOLDEN_PATH_VERSION_ANNOTATION } from '@fairway/backstage-plugin-delivery-common';

const WIZARD = 'template:default/create-service';

/** The version of the golden path that an entity names: a service the one it has, a template the one it makes. */
export function goldenPathVersionOf(
  entity: Entity | undefined,
): number | undefined {
  const text =
    entity?.metadata.annotations?.[GOLDEN_PATH_VERSION_ANNOTATION] ?? '';
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined;
}

/** The template that made a service. */
export function templateRefOf(entity: Entity): string {
  const { scaffoldedFrom } = entity.spec ?? {};
  return typeof scaffoldedFrom === 'string' ? scaffoldedFrom : WIZARD;
}
