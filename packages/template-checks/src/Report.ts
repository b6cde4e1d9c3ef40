import { Finding } from './checks/Checks';
import { Parameters } from './combinations/ParameterSpace';
import { originOf } from './rendering/originOf';
import { Template } from './rendering/readTemplate';

type Found = Finding & { origin: string; times: number };

/** What is wrong in many renderings, once for each file and problem, by the folder that it comes from. */
export class Report {
  readonly #template: Template;
  readonly #found = new Map<string, Found>();
  #renderings = 0;

  static create(template: Template): Report {
    return new Report(template);
  }

  private constructor(template: Template) {
    this.#template = template;
  }

  get size(): number {
    return this.#found.size;
  }

  add(findings: Finding[], parameters: Parameters): void {
    this.#renderings += 1;
    for (const finding of findings) {
      const key = `${finding.check} ${finding.path}: ${finding.message}`;
      const known = this.#found.get(key);
      const origin =
        known?.origin ??
        originOf(finding.path, this.#template, parameters) ??
        'no folder';
      const times = (known?.times ?? 0) + 1;
      this.#found.set(key, { ...finding, origin, times });
    }
  }

  /** Nothing if all is well. */
  toString(): string {
    const list = [...this.#found.values()].sort(
      (a, b) =>
        a.origin.localeCompare(b.origin) || a.path.localeCompare(b.path),
    );
    return list
      .map(({ origin, path, message, check, times }, index) =>
        [
          ...(origin === list[index - 1]?.origin ? [] : [`\n${origin}`]),
          `  ${path}: ${message}`,
          `      ${check}; ${times} of ${this.#renderings}`,
        ].join('\n'),
      )
      .join('\n');
  }
}
