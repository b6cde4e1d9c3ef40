import { digestSchema } from '@fairway/backstage-plugin-delivery-common';
import { ContainerImage } from './WorkloadObject';

/** Name of an image reference without tag and digest: `ghcr.io/acme/checkout-api`. */
export function imageName(image: string): string {
  const [reference] = image.split('@');
  const colon = reference.lastIndexOf(':');
  // A colon before the last slash belongs to the port of a registry.
  return colon > reference.lastIndexOf('/')
    ? reference.slice(0, colon)
    : reference;
}

/**
 * Digest of the service's container among others: that with the service's image name; without such a name, of the first
 * container that has a digest.
 */
export function digestOf(
  images: ContainerImage[],
  serviceImage: string | undefined,
): string | undefined {
  const candidates = serviceImage
    ? images.filter(({ image }) => imageName(image) === serviceImage)
    : images;
  return candidates
    .map(({ image }) => image.slice(image.indexOf('@') + 1))
    .find(digest => digestSchema.safeParse(digest).success);
}
