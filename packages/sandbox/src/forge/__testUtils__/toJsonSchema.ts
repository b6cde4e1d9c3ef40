export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keywords of OpenAPI 3.0 that JSON Schema does not know or does not need. */
const dropped = new Set([
  'deprecated',
  'discriminator',
  'example',
  'examples',
  'externalDocs',
  'nullable',
  'xml',
]);

/** Keywords whose value is data, not a schema. */
const data = new Set(['default', 'enum', 'required']);

/** A schema of OpenAPI 3.0 as one of JSON Schema that holds, as `definitions`, all that it refers to and nothing else. */
export function toJsonSchema(
  schema: unknown,
  lookUp: (reference: string) => unknown,
): JsonObject {
  const definitions: JsonObject = {};

  function convert(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map(convert);
    }
    return isObject(value) ? convertObject(value) : value;
  }

  function convertObject(value: JsonObject): JsonObject {
    if (typeof value.$ref === 'string') {
      return { $ref: `#/definitions/${define(value.$ref)}` };
    }
    const entries = Object.entries(value)
      .filter(([key]) => !dropped.has(key) && !key.startsWith('x-'))
      .map(([key, inner]) => [
        // GitHub's alternatives overlap.
        key === 'oneOf' ? 'anyOf' : key,
        convertKeyword(key, inner),
      ]);
    const converted: JsonObject = Object.fromEntries(entries);
    const also = [
      ...(value.nullable === true ? [{ type: 'null' }] : []),
      // Some defaults are not of the format beside them: an address that is empty until somebody sets it.
      ...('default' in value ? [{ const: value.default }] : []),
    ];
    return also.length > 0 ? { anyOf: [converted, ...also] } : converted;
  }

  function convertKeyword(key: string, value: unknown): unknown {
    if (data.has(key)) {
      return value;
    }
    if (key === 'properties' && isObject(value)) {
      return Object.fromEntries(
        Object.entries(value).map(([name, inner]) => [name, convert(inner)]),
      );
    }
    return convert(value);
  }

  function define(reference: string): string {
    const name = reference.split('/').at(-1) ?? reference;
    if (!(name in definitions)) {
      // Schemas may refer to themselves: the name stands before its meaning.
      definitions[name] = {};
      definitions[name] = convert(lookUp(reference));
    }
    return name;
  }

  return { allOf: [convert(schema)], definitions };
}
