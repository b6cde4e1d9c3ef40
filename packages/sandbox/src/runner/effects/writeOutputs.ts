import { expandVariables } from '../shell/expandVariables';
import { StepEffect, succeeded } from './StepEffect';

const OUTPUT =
  /^\s*echo\s+(["']?)([A-Za-z_][A-Za-z0-9_-]*)=(.*?)\1\s*>>\s*"?\$\{?GITHUB_OUTPUT\}?"?\s*$/gm;

/** `echo "name=value" >> "$GITHUB_OUTPUT"`, where the value needs no shell. */
export const writeOutputs: StepEffect = {
  name: 'outputs',
  isCheck: false,
  matches: step => step.run.includes('GITHUB_OUTPUT'),
  seconds: () => 1,
  async apply({ step }) {
    const outputs: Record<string, string> = {};
    for (const [, quote, name, value] of step.run.matchAll(OUTPUT)) {
      outputs[name] = quote === "'" ? value : expandVariables(value, step.env);
    }
    return succeeded(outputs);
  },
};
