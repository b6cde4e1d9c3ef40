import { z } from 'zod';
import {
  SarifResult,
  SarifRule,
  extensionSchema,
  ruleSchema,
  runSchema,
} from './sarifSchema';

const MAX_RULES = 25_000;
const MAX_EXTENSIONS = 100;

/** Finds the rule of a result: by index in the component it names, else by id. @internal */
export interface SarifRules {
  of(result: SarifResult): SarifRule | undefined;
}

export function readRules(tool: z.infer<typeof runSchema>['tool']): SarifRules {
  const driver = rulesOf(tool.driver.rules);
  const extensions = (tool.extensions ?? [])
    .slice(0, MAX_EXTENSIONS)
    .map(extension => {
      const parsed = extensionSchema.safeParse(extension);
      return rulesOf(parsed.success ? parsed.data.rules : undefined);
    });
  const byId = new Map<string, SarifRule>();
  for (const rule of [driver, ...extensions].flat()) {
    if (rule && !byId.has(rule.id)) {
      byId.set(rule.id, rule);
    }
  }
  return {
    of(result) {
      const id = result.ruleId ?? result.rule?.id;
      const index = result.rule?.index ?? result.ruleIndex;
      const component = result.rule?.toolComponent?.index;
      const list = component === undefined ? driver : extensions[component];
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
      return byId.get(id) ?? byId.get(id.split('/').slice(0, -1).join('/'));
    },
  };
}

// Keeps the position of unreadable rules, since results refer to rules by index.
function rulesOf(inputs: unknown[] | undefined): (SarifRule | undefined)[] {
  return (inputs ?? []).slice(0, MAX_RULES).map(input => {
    const parsed = ruleSchema.safeParse(input);
    return parsed.success ? parsed.data : undefined;
  });
}
