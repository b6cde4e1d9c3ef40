import { isError } from '@backstage/errors';
import { GOLDEN_PATH_VERSION_ANNOTATION } from '@fairway/backstage-plugin-delivery-common';
import { GitWorkbench } from '../git/GitWorkbench';
import { portalAuthor } from '../git/snapshotScript';
import { annotateCatalogInfo } from './annotateCatalogInfo';

/** Where the catalog reads a component. */
export type CatalogPlace = { component: string; path: string };

/**
 * The same tree with the version of the golden path in the catalog file; what a merge has not done already. If that
 * cannot be done, `problem` says why and the tree stays.
 */
export async function nameVersion(
  bench: GitWorkbench,
  options: {
    tree: string;
    parent: string;
    version: number;
    place: CatalogPlace;
  },
): Promise<{ tree: string; problem?: string }> {
  const { tree, parent, version, place } = options;
  const { component, path } = place;
  const text = await bench.readFile(tree, path);
  if (text === undefined) {
    return { tree, problem: `there is no \`${path}\`` };
  }
  try {
    const annotated = annotateCatalogInfo(text, {
      path,
      component,
      annotations: { [GOLDEN_PATH_VERSION_ANNOTATION]: String(version) },
      replaced: [GOLDEN_PATH_VERSION_ANNOTATION],
    });
    if (annotated.added.length === 0) {
      return { tree };
    }
    const message = 'Name the version';
    const author = portalAuthor;
    const merged = await bench.commitTree({ tree, parent, message, author });
    const commit = await bench.commitFiles({
      kind: 'addition',
      parent: merged,
      files: [
        { path, content: Buffer.from(annotated.text), executable: false },
      ],
      message,
      author,
    });
    return { tree: await bench.treeOf(commit) };
  } catch (error) {
    if (isError(error) && error.name === 'InputError') {
      return { tree, problem: error.message };
    }
    throw error;
  }
}
