import { buffer } from 'stream/consumers';
import { ZipFile } from 'yazl';

/**
 * A zip archive of files, as CI systems make it of artifacts.
 *
 * @public
 */
export async function zipOf(
  files: Record<string, Buffer | string>,
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) {
    zip.addBuffer(Buffer.from(content), name);
  }
  zip.end();
  return buffer(zip.outputStream);
}
