const DIGEST = /@sha256:[0-9a-f]{64}$/;
/** A tag that begins with a version, such as 3.24.1, v8.30.1-alpine or 18-trixie. */
const VERSION = /:v?\d[\w.-]*$/;

/** Why a container image may change under a pipeline; undefined if it may not. */
export function findImageProblem(image: string): string | undefined {
  if (DIGEST.test(image) || image.startsWith('$')) {
    return undefined;
  }
  if (!/:[^/]+$/.test(image)) {
    return `uses the image ${image} without a version`;
  }
  return VERSION.test(image)
    ? undefined
    : `uses the image ${image}, whose tag names no version`;
}
