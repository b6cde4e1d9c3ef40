import { inc, valid } from 'semver';

const BREAKING = /^[a-z]+(?:\([^)]*\))?!:|^BREAKING[ -]CHANGE:/m;
const FEATURE = /^feat(?:\([^)]*\))?:/m;

/** The version after `newest` for commits with these messages, by the rules of conventional commits. */
export function nextVersion(
  newest: string | undefined,
  messages: readonly string[],
): string {
  if (!newest || !valid(newest)) {
    return '0.1.0';
  }
  return inc(newest, stepFor(newest, messages)) ?? newest;
}

function stepFor(newest: string, messages: readonly string[]) {
  if (messages.some(message => BREAKING.test(message))) {
    // Before 1.0.0 a breaking change raises the minor version.
    return newest.startsWith('0.') ? 'minor' : 'major';
  }
  return messages.some(message => FEATURE.test(message)) ? 'minor' : 'patch';
}
