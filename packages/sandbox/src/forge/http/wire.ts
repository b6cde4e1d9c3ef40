/** GitHub writes times in whole seconds. */
export function wireTime(date: string | Date): string {
  return new Date(date).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** GraphQL's name of an object; callers treat it as opaque. */
export function nodeId(kind: string, id: number | string): string {
  return Buffer.from(`0${kind.length}:${kind}${id}`).toString('base64');
}
