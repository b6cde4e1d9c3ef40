import { z } from 'zod';
import { Kustomization, patchSchema } from './Kustomization';

/** What an Application may change about its kustomization: `spec.source.kustomize`. Anything else is an error. */
export const overridesSchema = z.strictObject({
  namespace: z.string().optional(),
  /** `old=new:tag`, `name:tag` or `name@digest`. */
  images: z.array(z.string()).optional(),
  patches: z.array(patchSchema).optional(),
});

/** Changes to a kustomization that do not come from its repository. */
export type KustomizationOverrides = z.infer<typeof overridesSchema>;

/** A kustomization as `kustomize edit` leaves it. */
export function withOverrides(
  kustomization: Kustomization,
  { namespace, images = [], patches = [] }: KustomizationOverrides,
): Kustomization {
  const set = images.map(parseImage);
  return {
    ...kustomization,
    namespace: namespace ?? kustomization.namespace,
    images: [
      ...kustomization.images.filter(
        ({ name }) => !set.some(image => image.name === name),
      ),
      ...set,
    ],
    patches: [...kustomization.patches, ...patches],
  };
}

function parseImage(text: string): Kustomization['images'][number] {
  const [old, given] = text.includes('=') ? text.split('=') : [undefined, text];
  const [beforeDigest, digest] = given.split('@');
  const colon = beforeDigest.indexOf(':', beforeDigest.lastIndexOf('/') + 1);
  const name = colon < 0 ? beforeDigest : beforeDigest.slice(0, colon);
  return {
    name: old ?? name,
    newName: old === undefined ? undefined : name,
    digest,
    newTag: colon < 0 ? undefined : beforeDigest.slice(colon + 1),
  };
}
