/** The parts of `registry/name:tag@digest`. */
export interface ImageReference {
  name: string;
  tag: string | undefined;
  digest: string | undefined;
}

export function parseImageReference(text: string): ImageReference {
  const [beforeDigest, digest] = text.split('@');
  const slash = beforeDigest.lastIndexOf('/');
  const colon = beforeDigest.indexOf(':', slash + 1);
  return {
    name: colon < 0 ? beforeDigest : beforeDigest.slice(0, colon),
    tag: colon < 0 ? undefined : beforeDigest.slice(colon + 1),
    digest,
  };
}
