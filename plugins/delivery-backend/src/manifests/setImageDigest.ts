import { InputError } from '@backstage/errors';
import {
  Document,
  ToStringOptions,
  YAMLMap,
  YAMLSeq,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  Scalar,
} from 'yaml';

const MAX_LENGTH = 256 * 1024;
const BASE = '../../base';

/** Where a text comes from, for messages. */
export interface KustomizationPlace {
  repository: string;
  path: string;
}

/**
 * Makes a kustomization name a digest for an image and leaves all else as it was written. The first deployment of an
 * environment also gets its base.
 */
export function setImageDigest(
  text: string,
  change: { image: string; digest: string; version: string },
  place: KustomizationPlace,
): string {
  const document = parse(text, place);
  const format = formatOf(document, text);
  const image = imageEntry(document, change.image, place);
  if (digestOf(image) !== change.digest) {
    const digest = new Scalar(change.digest);
    digest.comment = ` ${change.version.replace(/\s+/g, ' ')}`;
    image.set('digest', digest);
  }
  image.delete('newTag');
  addBase(document, place);
  return document.toString(format);
}

/** The digest that a kustomization names for an image; undefined if it names none yet. */
export function readImageDigest(
  text: string,
  image: string,
  place: KustomizationPlace,
): string | undefined {
  return digestOf(imageEntry(parse(text, place), image, place));
}

function parse(text: string, place: KustomizationPlace): Document.Parsed {
  if (text.length > MAX_LENGTH) {
    throw new InputError(
      `${nameOf(place)} has ${
        text.length
      } characters, more than the ${MAX_LENGTH} that a kustomization may have; split it`,
    );
  }
  const document = parseDocument(text, { uniqueKeys: true });
  const [error] = document.errors;
  if (error) {
    throw new InputError(
      `${nameOf(place)} is not valid YAML: ${
        error.message.split('\n')[0]
      }; mend the file and promote again`,
    );
  }
  if (!isMap(document.contents)) {
    throw new InputError(
      `${nameOf(
        place,
      )} is not a kustomization; it needs at least \`images:\` with the image of the service`,
    );
  }
  return document;
}

function imageEntry(
  document: Document.Parsed,
  image: string,
  place: KustomizationPlace,
): YAMLMap {
  const images = document.get('images');
  if (!isSeq(images)) {
    throw new InputError(
      `${nameOf(
        place,
      )} has no list \`images\`; add \`images: [{ name: ${image} }]\` and promote again`,
    );
  }
  const names: string[] = [];
  for (const item of images.items) {
    if (!isMap(item)) {
      continue;
    }
    const name = item.get('name');
    if (name === image) {
      return item;
    }
    names.push(String(name));
  }
  throw new InputError(
    `${nameOf(
      place,
    )} has no entry for image '${image}' in \`images\`; it has: ${
      names.join(', ') || 'none'
    }. Add \`- name: ${image}\` there, or correct the annotation fairway.dev/image of the service`,
  );
}

function digestOf(image: YAMLMap): string | undefined {
  const digest = image.get('digest');
  return typeof digest === 'string' && digest !== '' ? digest : undefined;
}

function addBase(document: Document.Parsed, place: KustomizationPlace) {
  const resources = document.get('resources', true);
  const empty =
    resources === undefined ||
    (isScalar(resources) && resources.value === null) ||
    (isSeq(resources) && resources.items.length === 0);
  if (!empty) {
    if (!isSeq(resources)) {
      throw new InputError(
        `\`resources\` in ${nameOf(
          place,
        )} is not a list; write \`resources: [${BASE}]\` and promote again`,
      );
    }
    return;
  }
  if (document.get('components') !== undefined) {
    return;
  }
  const list = new YAMLSeq();
  list.add(new Scalar(BASE));
  list.flow = false;
  document.set('resources', list);
}

/** The options with which the library writes the text as its author did, if there are such options. */
function formatOf(document: Document.Parsed, text: string): ToStringOptions {
  for (const indentSeq of [true, false]) {
    for (const flowCollectionPadding of [true, false]) {
      for (const indent of [2, 4]) {
        const options: ToStringOptions = {
          lineWidth: 0,
          indentSeq,
          flowCollectionPadding,
          indent,
        };
        if (document.toString(options) === text) {
          return options;
        }
      }
    }
  }
  return { lineWidth: 0, indentSeq: !/^\w+:\n- /m.test(text) };
}

function nameOf(place: KustomizationPlace): string {
  return `${place.path} in ${place.repository}`;
}
