import { InputError } from '@backstage/errors';
import { Environment, Template } from 'nunjucks';

const SINGLE = /^\$\{\{((?:(?!\}\})[\s\S])*)\}\}$/;

/** What expressions of the template name: `parameters`, `steps`, `each`, `values`. */
export type TemplateContext = Record<string, unknown>;

/** The language of the scaffolder's templates: nunjucks with `${{ }}`. */
export class TemplateLanguage {
  readonly #environment: Environment;
  readonly #compiled = new Map<string, Template>();

  constructor(options: { trimBlocks: boolean; lstripBlocks: boolean }) {
    this.#environment = new Environment(null, {
      ...options,
      autoescape: false,
      tags: { variableStart: '${{', variableEnd: '}}' },
    });
  }

  /** A text with everything filled in. */
  render(name: string, text: string, context: TemplateContext): string {
    if (!/\$\{\{|\{%|\{#/.test(text)) {
      return text;
    }
    try {
      const known = this.#compiled.get(text);
      const template =
        known ?? new Template(text, this.#environment, name, true);
      this.#compiled.set(text, template);
      return template.render(context);
    } catch (error) {
      throw new InputError(`${name} cannot be rendered`, error);
    }
  }

  /** A value of the template's own file: a text that is one expression keeps the type of its result. */
  evaluate(value: unknown, context: TemplateContext): unknown {
    if (Array.isArray(value)) {
      return value.map(each => this.evaluate(each, context));
    }
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [
          key,
          this.evaluate(each, context),
        ]),
      );
    }
    if (typeof value !== 'string') {
      return value;
    }
    const expression = SINGLE.exec(value)?.[1];
    if (!expression) {
      return this.render('template.yaml', value, context);
    }
    const json = this.render(
      'template.yaml',
      `\${{ (${expression}) | dump }}`,
      context,
    );
    return json === '' ? undefined : JSON.parse(json);
  }
}
