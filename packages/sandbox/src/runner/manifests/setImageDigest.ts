import { InputError } from '@backstage/errors';
import {
  Document,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  Scalar,
  YAMLMap,
  YAMLSeq,
} from 'yaml';

/** What an overlay shall name. */
export interface ImageChoice {
  image: string;
  digest: string;
  /** Written as a comment beside the digest. */
  version: string;
}

/**
 * The overlay's `kustomization.yaml` with the digest set, as `kustomize edit set image` does; comments stay. An
 * overlay that deploys nothing yet gets the base.
 */
export function setImageDigest(text: string, choice: ImageChoice): string {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) {
    throw new InputError(
      `The kustomization is not a YAML mapping: ${
        document.errors[0]?.message ?? 'it is empty'
      }`,
    );
  }
  addBase(document);
  writeDigest(document, choice);
  return document.toString({
    lineWidth: 0,
    indentSeq: !/^- /m.test(text),
    flowCollectionPadding: true,
  });
}

/** The digest that the overlay names for the image. */
export function imageDigestOf(text: string, image: string): string | undefined {
  const images = parseDocument(text).get('images');
  if (!isSeq(images)) {
    return undefined;
  }
  const entry = images.items.find(
    item => isMap(item) && item.get('name') === image,
  );
  const digest = isMap(entry) ? entry.get('digest') : undefined;
  return typeof digest === 'string' ? digest : undefined;
}

function addBase(document: Document): void {
  const resources = document.get('resources');
  if (isSeq(resources) && resources.items.length > 0) {
    if (!resources.items.some(isBase)) {
      resources.items.unshift(new Scalar('../../base'));
    }
    return;
  }
  const base = new YAMLSeq();
  base.add(new Scalar('../../base'));
  if (isSeq(resources)) {
    base.commentBefore = resources.commentBefore;
    base.comment = resources.comment;
  }
  document.set('resources', base);
}

function isBase(item: unknown): boolean {
  return isScalar(item) && /(?:^|\/)base\/?$/.test(String(item.value));
}

function writeDigest(document: Document, choice: ImageChoice): void {
  const digest = new Scalar(choice.digest);
  digest.comment = ` ${choice.version}`;
  const images = document.get('images');
  const list =
    isSeq(images) && images.items.length > 0 ? images : new YAMLSeq();
  if (list !== images) {
    document.set('images', list);
  }
  const entry = list.items.find(
    item => isMap(item) && item.get('name') === choice.image,
  );
  if (!isMap(entry)) {
    const added = new YAMLMap();
    added.set('name', choice.image);
    added.set('digest', digest);
    list.add(added);
    return;
  }
  entry.delete('newTag');
  const pair = entry.items.find(
    each => isScalar(each.key) && each.key.value === 'digest',
  );
  if (pair) {
    pair.value = digest;
  } else {
    entry.set('digest', digest);
  }
}
