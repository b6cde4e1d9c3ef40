import { Ajv, type AnySchema } from 'ajv';
import addFormats from 'ajv-formats';

/** Fastify's own validator would make the text "5" of the number 5, and drop what it does not know. */
export function buildValidator(sharedSchemas: Readonly<Record<string, AnySchema | AnySchema[]>>) {
  // TypeBox makes the schemas: to compare them with the schema of all schemas takes most of the start and finds nothing.
  const trusted = { meta: false, validateSchema: false };
  const options = { ...trusted, useDefaults: true, schemas: Object.values(sharedSchemas).flat() };
  const bodies = addFormats.default(new Ajv(options));
  // All but the body arrives as text.
  const parameters = addFormats.default(new Ajv({ ...options, coerceTypes: true }));

  return (part: unknown) => {
    const { schema, httpPart } = part as { schema: AnySchema; httpPart: string };
    return (httpPart === 'body' ? bodies : parameters).compile(schema);
  };
}
