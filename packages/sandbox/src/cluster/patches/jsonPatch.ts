import { equalJson } from '../json/equalJson';
import { isObject, Json, textAt } from '../json/Json';

/** A JSON patch that cannot be applied, with the reason. */
export class JsonPatchError extends Error {}

/** JSON patch, RFC 6902. */
export function jsonPatch(target: Json, operations: Json): Json {
  if (!Array.isArray(operations)) {
    throw new JsonPatchError('a JSON patch is a list of operations');
  }
  let document = target;
  for (const operation of operations) {
    const kind = textAt(operation, 'op');
    const path = pointer(textAt(operation, 'path'));
    const value = isObject(operation) ? operation.value ?? null : null;
    switch (kind) {
      case 'add':
        document = set(document, path, value, 'insert');
        break;
      case 'replace':
        read(document, path);
        document = set(document, path, value, 'replace');
        break;
      case 'remove':
        read(document, path);
        document = remove(document, path);
        break;
      case 'test':
        if (!equalJson(read(document, path), value)) {
          throw new JsonPatchError(
            `testing path /${path.join('/')} value failed`,
          );
        }
        break;
      case 'copy':
      case 'move': {
        const from = pointer(textAt(operation, 'from'));
        const moved = read(document, from);
        if (kind === 'move') {
          document = remove(document, from);
        }
        document = set(document, path, moved, 'insert');
        break;
      }
      default:
        throw new JsonPatchError(
          `unknown operation '${kind}'; there are: add, remove, replace, move, copy, test`,
        );
    }
  }
  return document;
}

function pointer(text: string | undefined): string[] {
  if (text === undefined || (text !== '' && !text.startsWith('/'))) {
    throw new JsonPatchError(`'${text}' is not a JSON pointer`);
  }
  return text
    .split('/')
    .slice(1)
    .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function read(document: Json, path: string[]): Json {
  let current: Json | undefined = document;
  for (const part of path) {
    if (Array.isArray(current)) {
      current = current[position(current, part, current.length - 1)];
    } else {
      current = isObject(current) ? current[part] : undefined;
    }
    if (current === undefined) {
      throw new JsonPatchError(
        `the path /${path.join('/')} does not exist in the object`,
      );
    }
  }
  return current;
}

function set(
  document: Json,
  path: string[],
  value: Json,
  mode: 'insert' | 'replace',
): Json {
  const [part, ...rest] = path;
  if (part === undefined) {
    return value;
  }
  if (Array.isArray(document)) {
    const copy = [...document];
    if (rest.length > 0) {
      const index = position(copy, part, copy.length - 1);
      copy[index] = set(copy[index], rest, value, mode);
    } else if (mode === 'replace') {
      copy[position(copy, part, copy.length - 1)] = value;
    } else {
      const index =
        part === '-' ? copy.length : position(copy, part, copy.length);
      copy.splice(index, 0, value);
    }
    return copy;
  }
  if (!isObject(document)) {
    throw new JsonPatchError(`the path ends in a value at '${part}'`);
  }
  const child = document[part];
  if (rest.length === 0) {
    return { ...document, [part]: value };
  }
  if (child === undefined) {
    throw new JsonPatchError(`the field '${part}' does not exist`);
  }
  return { ...document, [part]: set(child, rest, value, mode) };
}

function remove(document: Json, path: string[]): Json {
  const [part, ...rest] = path;
  if (part === undefined) {
    return null;
  }
  if (Array.isArray(document)) {
    const copy = [...document];
    const index = position(copy, part, copy.length - 1);
    if (rest.length > 0) {
      copy[index] = remove(copy[index], rest);
    } else {
      copy.splice(index, 1);
    }
    return copy;
  }
  if (!isObject(document)) {
    throw new JsonPatchError(`the path ends in a value at '${part}'`);
  }
  const copy = { ...document };
  const child = copy[part];
  if (rest.length > 0 && child !== undefined) {
    copy[part] = remove(child, rest);
  } else {
    delete copy[part];
  }
  return copy;
}

function position(list: Json[], part: string, last: number): number {
  const index = Number(part);
  if (!/^\d+$/.test(part) || index > last) {
    throw new JsonPatchError(
      `'${part}' is not a position in a list of ${list.length}`,
    );
  }
  return index;
}
