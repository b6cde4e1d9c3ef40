import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { Json, JsonObject } from './Json';

const jsonSchema: z.ZodType<Json> = z.json();

/** Parses JSON text; throws a `SyntaxError` for anything else. */
export function parseJson(text: string): Json {
  return jsonSchema.parse(JSON.parse(text));
}

/** The documents of a YAML stream as JSON values; throws on the first syntax error. */
export function parseYamlDocuments(text: string): Json[] {
  const documents: Json[] = [];
  for (const document of parseAllDocuments(text)) {
    const [error] = document.errors;
    if (error) {
      throw new SyntaxError(error.message);
    }
    const parsed: unknown = document.toJS({ maxAliasCount: 100 });
    if (parsed !== null && parsed !== undefined) {
      documents.push(jsonSchema.parse(parsed));
    }
  }
  return documents;
}

/** A deep copy without fields that are `undefined`. */
export function copyJson<T extends Json>(value: T): T {
  return structuredClone(value);
}

/** Removes fields that are `undefined`, all the way down. */
export function withoutUndefined(value: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [field, child] of Object.entries(value)) {
    if (child !== undefined) {
      result[field] = prune(child);
    }
  }
  return result;
}

function prune(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(prune);
  }
  return typeof value === 'object' && value !== null
    ? withoutUndefined(value)
    : value;
}
