/** A line from the server as a sentence, so that another one can follow it. */
export function sentence(line: string): string {
  return /[.!?…]$/.test(line) ? line : `${line}.`;
}
