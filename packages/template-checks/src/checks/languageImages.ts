/** The image that a service is built in: it changes with other files, so that these updates alone cannot be built. */
export const LANGUAGE_IMAGES: Record<
  string,
  { image: string; ignores: string[] }
> = {
  python: { image: 'python', ignores: ['major', 'minor'] },
  typescript: { image: 'node', ignores: ['major'] },
  go: { image: 'golang', ignores: ['major', 'minor'] },
};
