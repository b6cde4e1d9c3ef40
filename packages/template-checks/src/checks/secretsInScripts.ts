import { Files } from '../Files';
import { scriptsIn } from './scriptsIn';
import { Check } from './Check';

const SECRET = String.raw`\$\{?\w*(?:TOKEN|PASSWORD|SECRET|PRIVATE_KEY|API_KEY)\w*\b`;
const RULES: [pattern: RegExp, message: string][] = [
  [
    // What goes on into a pipe, a file or a command substitution is not printed.
    new RegExp(String.raw`^\s*(?:echo|printf)\b[^|>]*${SECRET}[^|>]*$`),
    'prints a secret into the log',
  ],
  [
    new RegExp(String.raw`https?://[^\s/"']*${SECRET}[^\s/"']*@`),
    'puts a secret into an address, from where it gets into logs and settings',
  ],
  [
    new RegExp(
      String.raw`(?:--password|--token|--header|--user|-u|-p|-H)[= ]["']?[^<\s"']*[: ]?${SECRET}`,
    ),
    'hands over a secret as an argument, which every process can see',
  ],
  [
    /\bcurl\b(?=.*(?:--location|\s-\w*L)\b)(?=.*--header @)/,
    'sends its token on to wherever it is sent on',
  ],
  [/\bset -[a-z]*x/, 'prints every command, with the secrets in it'],
  [/^\s*(?:env|printenv|export -p)\s*$/, 'prints all variables'],
];

/** Secrets stay out of logs, addresses and the list of processes. */
export const secretsInScripts: Check = {
  name: 'scripts keep secrets to themselves',
  run: (files: Files) =>
    scriptsIn(files).flatMap(({ path, place, script }) =>
      script.split('\n').flatMap(line =>
        RULES.filter(([pattern]) => pattern.test(line)).map(([, message]) => ({
          path,
          message: `${place}'${line.trim()}' ${message}`,
        })),
      ),
    ),
};
