import { ServiceUnavailableError } from '@backstage/errors';
import { z } from 'zod';

const MAX_EVENT_CHARACTERS = 16 * 1024 * 1024;

const eventSchema = z.object({
  type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']),
  object: z.unknown(),
});

export type WatchEvent = z.infer<typeof eventSchema>;

/**
 * The events of a watch stream: one JSON document per line. `onData` is called for every piece of data, as a sign of
 * life.
 */
export async function* readWatchEvents(
  stream: ReadableStream<Uint8Array<ArrayBufferLike>>,
  what: string,
  onData: () => void,
): AsyncGenerator<WatchEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    onData();
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_EVENT_CHARACTERS) {
      throw new ServiceUnavailableError(`${what} sent an event without an end`);
    }
    for (const line of lines) {
      if (line.trim() !== '') {
        yield parseEvent(line, what);
      }
    }
  }
}

function parseEvent(line: string, what: string): WatchEvent {
  try {
    return eventSchema.parse(JSON.parse(line));
  } catch {
    throw new ServiceUnavailableError(
      `${what} sent something else than a watch event`,
    );
  }
}
