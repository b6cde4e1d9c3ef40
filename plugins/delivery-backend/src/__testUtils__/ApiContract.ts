import Ajv2020, { ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { describeApi } from '../api/describeApi';

interface Entry {
  method: string;
  pattern: RegExp;
  status: number;
  validate: ValidateFunction | undefined;
}

type Description = ReturnType<typeof describeApi>;

/** Holds real answers against the served description. */
export class ApiContract {
  readonly #entries: Entry[] = [];

  constructor(description: Description = describeApi()) {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats(ajv);
    for (const [path, operations] of Object.entries(description.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        const [[status, response]] = Object.entries(operation.responses);
        const schema = response.content?.['application/json']?.schema;
        this.#entries.push({
          method,
          pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
          status: Number(status),
          validate: schema ? ajv.compile(schema) : undefined,
        });
      }
    }
  }

  /** Throws if a successful answer is not as described. */
  check(
    method: string,
    url: string,
    answer: { status: number; body: unknown },
  ) {
    if (answer.status < 200 || answer.status > 299) {
      return;
    }
    const path = url.split('?')[0];
    const entry = this.#entries
      .filter(each => each.method === method && each.pattern.test(path))
      .sort((a, b) => b.pattern.source.length - a.pattern.source.length)[0];
    if (!entry) {
      throw new Error(`${method} ${path} is not described`);
    }
    if (entry.status !== answer.status) {
      throw new Error(
        `${method} ${path} answered ${answer.status}; described is ${entry.status}`,
      );
    }
    if (entry.validate && !entry.validate(answer.body)) {
      throw new Error(
        `The answer to ${method} ${path} is not as described: ${JSON.stringify(
          entry.validate.errors,
        )}`,
      );
    }
  }
}
