import { InputError } from '@backstage/errors';
import { JsonSplitter } from './JsonSplitter';
import { SarifLimits, SarifScan } from './SarifScan';
import { SarifVisitor } from './SarifVisitor';
import { bytesOf, inflated } from './sarifBytes';

const DEFAULT_BYTES = 512 * 1024 * 1024;
/** One result or rule; a larger one is dropped. */
const MAX_VALUE_BYTES = 4 * 1024 * 1024;
const MAX_VALUE_DEPTH = 500;
/** Work that is done without letting anybody else in: some milliseconds. */
const BYTES_PER_TURN = 256 * 1024;

/**
 * Reads SARIF 2.1.0, plain or compressed with gzip, from a text, from bytes or while it arrives. Trusts nothing in it:
 * only known fields are read, everything has a limit, links are http or https. Only one result is parsed at a time, so
 * that a file of any size needs little memory and does not hold up the process.
 *
 * @public
 */
export async function readSarif(
  source: string | Uint8Array | AsyncIterable<Uint8Array>,
  limits: SarifLimits = {},
): Promise<SarifScan[]> {
  const maxBytes = limits.bytes ?? DEFAULT_BYTES;
  const visitor = new SarifVisitor(limits);
  const splitter = new JsonSplitter(visitor, {
    bytes: MAX_VALUE_BYTES,
    depth: MAX_VALUE_DEPTH,
  });
  let size = 0;
  let sinceTurn = 0;
  for await (const chunk of inflated(bytesOf(source))) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new InputError(
        `The SARIF file is larger than the ${maxBytes} bytes that are accepted`,
      );
    }
    for (let start = 0; start < chunk.length; start += BYTES_PER_TURN) {
      const part = chunk.subarray(start, start + BYTES_PER_TURN);
      sinceTurn += part.length;
      if (sinceTurn > BYTES_PER_TURN) {
        await new Promise(resolve => setImmediate(resolve));
        sinceTurn = part.length;
      }
      splitter.write(part);
    }
  }
  splitter.end();
  return visitor.finish();
}
