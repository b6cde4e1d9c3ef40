import { crc32, deflateRawSync } from 'node:zlib';

/** A zip archive in memory. The in-process API creates artifacts synchronously, which streaming archivers cannot. */
export function zipFiles(
  files: Record<string, Buffer | string>,
  date: Date,
): Buffer {
  const stamp = dosTime(date);
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of Object.entries(files)) {
    const name = Buffer.from(path);
    const bytes = Buffer.from(content);
    const compressed = deflateRawSync(bytes);
    // The fields that the local header and the directory entry share.
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(0x0800, 2);
    shared.writeUInt16LE(8, 4);
    shared.writeUInt32LE(stamp, 6);
    shared.writeUInt32LE(crc32(bytes), 10);
    shared.writeUInt32LE(compressed.length, 14);
    shared.writeUInt32LE(bytes.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const body = Buffer.concat([
      signature(0x04034b50),
      shared,
      name,
      compressed,
    ]);
    const placement = Buffer.alloc(14);
    placement.writeUInt32LE(offset, 10);
    const versionMadeBy = Buffer.from([20, 0]);
    directory.push(
      Buffer.concat([
        signature(0x02014b50),
        versionMadeBy,
        shared,
        placement,
        name,
      ]),
    );
    bodies.push(body);
    offset += body.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(entries.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, entries, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** Time in the low, date in the high 16 bits. */
function dosTime(date: Date): number {
  const time =
    Math.floor(date.getUTCHours() * 2048) +
    date.getUTCMinutes() * 32 +
    Math.floor(date.getUTCSeconds() / 2);
  const day =
    (date.getUTCFullYear() - 1980) * 512 +
    (date.getUTCMonth() + 1) * 32 +
    date.getUTCDate();
  return day * 65536 + time;
}
