const MAX_LENGTH = 120;

/** What error chains of Go programs carry along without saying anything. */
const NOISE = /\brpc error: code = \w+ desc = |\s*\(retried \d+ times\)\.?/g;

/**
 * One short sentence out of what a system says, at most 120 characters long. Of an error chain (`a: b: c`) that is too
 * long the end is kept, because the last link names the cause; of other text the beginning.
 *
 * @public
 */
export function shortMessage(text: string): string {
  const line = text
    .slice(0, 10_000)
    .replace(NOISE, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.,;:]+$/, '');
  if (line.length <= MAX_LENGTH) {
    return line;
  }
  const links = line.split(': ');
  let end = '';
  while (links.length > 0) {
    const longer = [links.pop(), ...(end ? [end] : [])].join(': ');
    if (longer.length > MAX_LENGTH) {
      break;
    }
    end = longer;
  }
  return end.length > 20 ? end : cut(line);
}

function cut(text: string): string {
  const start = text.slice(0, MAX_LENGTH - 1);
  const space = start.lastIndexOf(' ');
  return `${(space > MAX_LENGTH / 2
    ? start.slice(0, space)
    : start
  ).trimEnd()}…`;
}
