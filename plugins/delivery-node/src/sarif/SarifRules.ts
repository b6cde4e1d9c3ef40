import { SarifResult, SarifRule, ruleSchema } from './sarifSchema';

/** The rules of a tool: those of its driver, and of its extensions by their index. */
export class SarifRules {
  readonly #driver: (SarifRule | undefined)[] = [];
  readonly #extensions = new Map<number, (SarifRule | undefined)[]>();
  readonly #byId = new Map<string, SarifRule>();

  /** Adds what a component lists at an index. What cannot be read keeps its place, since results refer to it. */
  add(component: number | 'driver', index: number, input: unknown): void {
    const parsed = ruleSchema.safeParse(input);
    const rule = parsed.success ? parsed.data : undefined;
    const list =
      component === 'driver'
        ? this.#driver
        : this.#extensions.get(component) ?? [];
    list[index] = rule;
    if (component !== 'driver') {
      this.#extensions.set(component, list);
    }
    if (rule && !this.#byId.has(rule.id)) {
      this.#byId.set(rule.id, rule);
    }
  }

  /** Finds the rule of a result: by index in the component it names, else by id. */
  of(result: SarifResult): SarifRule | undefined {
    const id = result.ruleId ?? result.rule?.id;
    const index = result.rule?.index ?? result.ruleIndex;
    const component = result.rule?.toolComponent?.index;
    const list =
      component === undefined ? this.#driver : this.#extensions.get(component);
    const indexed = index === undefined ? undefined : list?.[index];
    if (
      indexed &&
      (!id || id === indexed.id || id.startsWith(`${indexed.id}/`))
    ) {
      return indexed;
    }
    if (id === undefined) {
      return undefined;
    }
    // A sub-rule `a/b` without its own entry belongs to the rule `a` (SARIF 2.1.0, 3.27.5).
    return (
      this.#byId.get(id) ?? this.#byId.get(id.split('/').slice(0, -1).join('/'))
    );
  }
}
