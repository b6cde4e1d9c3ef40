import { identifiersOf } from './identifiersOf';
import { packageLinesOf, PackageLines } from './packageOf';
import { SarifRule } from './sarifSchema';

/** What all results of a rule have in common. */
export interface RuleFacts {
  title?: string;
  help?: string;
  helpUrl?: string;
  identifiers: string[];
  packageLines: PackageLines;
}

const NO_RULE: RuleFacts = { identifiers: [], packageLines: {} };
const known = new WeakMap<SarifRule, RuleFacts>();

/** Reads a rule once: thousands of results may refer to it. */
export function ruleFactsOf(rule: SarifRule | undefined): RuleFacts {
  if (!rule) {
    return NO_RULE;
  }
  const facts = known.get(rule) ?? readRule(rule);
  known.set(rule, facts);
  return facts;
}

function readRule(rule: SarifRule): RuleFacts {
  const { help, properties } = rule;
  return {
    title: rule.shortDescription?.text ?? rule.name,
    help: (help?.markdown ?? help?.text ?? rule.fullDescription?.text)?.slice(
      0,
      20_000,
    ),
    helpUrl: webLink(rule.helpUri),
    identifiers: identifiersOf([
      ...(properties?.tags ?? []).slice(0, 100),
      ...[properties?.cwe ?? []].flat().slice(0, 100),
    ]),
    packageLines: packageLinesOf(help?.text),
  };
}

function webLink(uri: string | undefined): string | undefined {
  if (!uri || uri.length > 2_000 || !URL.canParse(uri)) {
    return undefined;
  }
  const url = new URL(uri);
  return ['http:', 'https:'].includes(url.protocol) ? url.href : undefined;
}
