import { readFileSync } from 'node:fs';
import Ajv, { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { isObject, JsonObject, toJsonSchema } from './toJsonSchema';

/** GitHub's own description of its REST API, of the server release that the forge says it is. */
export class GithubContract {
  static #loaded: GithubContract | undefined;
  readonly #description: JsonObject;
  readonly #templates: Map<string, string>;
  readonly #ajv: Ajv;
  readonly #validators = new Map<string, ValidateFunction>();

  /** Ten megabytes, so read once. */
  static load(): GithubContract {
    GithubContract.#loaded ??= GithubContract.#read();
    return GithubContract.#loaded;
  }

  static #read(): GithubContract {
    const file = require.resolve('@octokit/openapi/generated/ghes-3.17.json');
    return new GithubContract(JSON.parse(readFileSync(file, 'utf8')));
  }

  private constructor(description: JsonObject) {
    this.#description = description;
    this.#templates = new Map(
      Object.keys(objectAt(description, 'paths')).map(path => [
        withoutNames(path),
        path,
      ]),
    );
    this.#ajv = new Ajv({ strict: false, allErrors: true, logger: false });
    addFormats(this.#ajv);
  }

  /**
   * Fails unless GitHub's description lets this operation answer like that. `template` is a path as docs.github.com
   * writes it; how its parameters are named does not matter. Only the schema that is asked for is compiled.
   */
  expectContract(
    method: string,
    template: string,
    status: number,
    body: unknown,
    mediaType = 'application/json',
  ): void {
    const schema = this.#schemaOf(method, template, status, mediaType);
    const operation = `${method} ${template} ${status} ${mediaType}`;
    if (!schema) {
      if (body !== undefined && body !== null && body !== '') {
        throw new Error(`${operation} has no body, but this came: ${body}`);
      }
      return;
    }
    const validate = this.#validators.get(operation) ?? this.#compile(schema);
    this.#validators.set(operation, validate);
    if (!validate(body)) {
      const problems = (validate.errors ?? []).map(
        error =>
          `${error.instancePath || '/'} ${error.message} ${JSON.stringify(
            error.params,
          )}`,
      );
      throw new Error(
        [
          `${operation} is not as GitHub describes it:`,
          ...new Set(problems),
          String(JSON.stringify(body, undefined, 2)).slice(0, 4000),
        ].join('\n'),
      );
    }
  }

  /** Nothing for an answer without a body. */
  #schemaOf(
    method: string,
    template: string,
    status: number,
    mediaType: string,
  ): unknown {
    const path = this.#templates.get(withoutNames(template));
    if (!path) {
      throw new Error(`GitHub's description has no path ${template}`);
    }
    const operation = objectAt(
      objectAt(objectAt(this.#description, 'paths'), path),
      method.toLowerCase(),
    );
    const response = objectAt(operation, 'responses')[status];
    const isError = status >= 400;
    if (response === undefined && !isError) {
      throw new Error(`${method} ${path} never answers ${status}`);
    }
    const { content } = this.#dereferenced(response ?? {});
    if (!isObject(content)) {
      // Errors that any operation may meet are not repeated everywhere, and their bodies are left out here and there.
      return isError ? { $ref: '#/components/schemas/basic-error' } : undefined;
    }
    const media = content[mediaType];
    if (!isObject(media)) {
      throw new Error(
        `${method} ${path} ${status} speaks ${Object.keys(
          content,
        )}, not ${mediaType}`,
      );
    }
    return media.schema;
  }

  #dereferenced(value: unknown): JsonObject {
    if (!isObject(value)) {
      throw new Error(`Not an object: ${JSON.stringify(value)}`);
    }
    return typeof value.$ref === 'string'
      ? this.#dereferenced(this.#lookUp(value.$ref))
      : value;
  }

  #compile(schema: unknown): ValidateFunction {
    return this.#ajv.compile(
      toJsonSchema(schema, reference => this.#lookUp(reference)),
    );
  }

  #lookUp(reference: string): unknown {
    return reference
      .split('/')
      .slice(1)
      .reduce<unknown>(
        (value, key) => (isObject(value) ? value[key] : undefined),
        this.#description,
      );
  }
}

function withoutNames(template: string): string {
  return template.replace(/\{[^}]*\}/g, '{}');
}

function objectAt(value: JsonObject, key: string): JsonObject {
  const found = value[key];
  if (!isObject(found)) {
    throw new Error(`GitHub's description has no ${key}`);
  }
  return found;
}
