import { Readable } from 'node:stream';

/** One ref that a push asks to move. */
export interface PushCommand {
  before: string;
  after: string;
  ref: string;
}

/** More than any sensible push names. */
const MAXIMUM_COMMANDS_BYTES = 4 * 1024 * 1024;

/**
 * Reads from the start of a push what it asks for, and returns the whole push again for git to read. What git would not
 * understand is left for git to refuse.
 */
export async function readPushCommands(
  push: Readable,
): Promise<{ commands: PushCommand[]; push: Readable }> {
  const chunks = push[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  let commands = parseCommands(start);
  while (commands === undefined && start.length < MAXIMUM_COMMANDS_BYTES) {
    const chunk = await chunks.next();
    if (chunk.done) {
      break;
    }
    start = Buffer.concat([start, chunk.value]);
    commands = parseCommands(start);
  }
  async function* again() {
    yield start;
    for (;;) {
      const chunk = await chunks.next();
      if (chunk.done) {
        return;
      }
      yield chunk.value;
    }
  }
  return { commands: commands ?? [], push: Readable.from(again()) };
}

/** Nothing while the list is not complete. */
function parseCommands(bytes: Buffer): PushCommand[] | undefined {
  const commands: PushCommand[] = [];
  let position = 0;
  while (position + 4 <= bytes.length) {
    const length = parseInt(
      bytes.toString('latin1', position, position + 4),
      16,
    );
    if (!(length >= 4)) {
      // A flush ends the list; anything else is no push.
      return commands;
    }
    if (position + length > bytes.length) {
      return undefined;
    }
    const line = bytes.toString('utf8', position + 4, position + length);
    const command = /^([0-9a-f]{40}) ([0-9a-f]{40}) ([^\0\n]+)/.exec(line);
    if (command) {
      const [, before, after, ref] = command;
      commands.push({ before, after, ref });
    }
    position += length;
  }
  return undefined;
}
