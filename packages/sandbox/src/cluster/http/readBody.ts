import { Request } from 'express';
import { Json } from '../json/Json';
import { parseJson, parseYamlDocuments } from '../json/parseJson';
import { StatusError } from '../StatusError';

const MAXIMUM_BYTES = 3 * 1024 * 1024;

/** Reads a JSON or YAML body; `undefined` when there is none. */
export async function readBody(request: Request): Promise<Json | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > MAXIMUM_BYTES) {
      throw new StatusError({
        code: 413,
        reason: 'RequestEntityTooLarge',
        message: `limit is ${MAXIMUM_BYTES} bytes`,
      });
    }
    chunks.push(bytes);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text.trim() === '') {
    return undefined;
  }
  const type = request.headers['content-type'] ?? '';
  if (type !== '' && !/\b(json|yaml)\b/.test(type)) {
    throw StatusError.unsupportedMediaType([
      'application/json',
      'application/yaml',
    ]);
  }
  const yaml = type.includes('yaml');
  try {
    return yaml ? parseYamlDocuments(text)[0] : parseJson(text);
  } catch (error) {
    throw StatusError.badRequest(
      `the body of the request could not be read: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
}
