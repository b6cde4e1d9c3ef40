import { createHash } from 'node:crypto';

/** The name that git gives to a content. */
export function blobOf(content: Buffer): string {
  return createHash('sha1')
    .update(`blob ${content.length}\0`)
    .update(content)
    .digest('hex');
}
