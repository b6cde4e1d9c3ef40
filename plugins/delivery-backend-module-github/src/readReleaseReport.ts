import { InputError } from '@backstage/errors';
import {
  RELEASE_REPORT_ARTIFACT,
  RELEASE_REPORT_FILE,
  ReleaseReport,
  releaseReportSchema,
} from '@fairway/backstage-plugin-delivery-common';
import { Entry, ZipFile, fromBuffer } from 'yauzl';

const MAX_REPORT_BYTES = 256 * 1024;
const MAX_ENTRIES = 10;

/**
 * Reads the release report from the archive of its artifact. The archive comes from a pipeline that anybody with a branch
 * may change, so it is read with care: few entries, a small file, checked content.
 */
export async function readReleaseReport(
  archive: Buffer,
): Promise<ReleaseReport> {
  const text = (await readEntry(archive)).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable(`${RELEASE_REPORT_FILE} is not JSON`);
  }
  const report = releaseReportSchema.safeParse(value);
  if (!report.success) {
    const [issue] = report.error.issues;
    throw unreadable(
      `'${issue.path.join('.')}' in ${RELEASE_REPORT_FILE}: ${issue.message}`,
    );
  }
  return report.data;
}

function unreadable(reason: string): InputError {
  return new InputError(
    `The artifact '${RELEASE_REPORT_ARTIFACT}' cannot be read: ${reason}`,
  );
}

async function readEntry(archive: Buffer): Promise<Buffer> {
  const zip = await open(archive);
  return new Promise((resolve, reject) => {
    let entries = 0;
    const fail = (error: unknown) => {
      zip.close();
      reject(
        error instanceof InputError ? error : unreadable('it is no valid zip'),
      );
    };
    zip.on('error', fail);
    zip.on('end', () => fail(unreadable(`it holds no ${RELEASE_REPORT_FILE}`)));
    zip.on('entry', (entry: Entry) => {
      entries += 1;
      if (entries > MAX_ENTRIES) {
        fail(unreadable(`it holds more than ${MAX_ENTRIES} files`));
      } else if (entry.fileName !== RELEASE_REPORT_FILE) {
        zip.readEntry();
      } else if (entry.uncompressedSize > MAX_REPORT_BYTES) {
        fail(
          unreadable(
            `${RELEASE_REPORT_FILE} is larger than ${MAX_REPORT_BYTES} bytes`,
          ),
        );
      } else {
        inflate(zip, entry).then(content => {
          zip.close();
          resolve(content);
        }, fail);
      }
    });
    zip.readEntry();
  });
}

function open(archive: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // Sizes are validated while reading: what inflates to more than it announces is an error.
    const options = { lazyEntries: true, validateEntrySizes: true };
    fromBuffer(archive, options, (error, zip) =>
      error || !zip ? reject(unreadable('it is no valid zip')) : resolve(zip),
    );
  });
}

function inflate(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) {
        reject(error);
        return;
      }
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', reject);
      stream.on('end', () => resolve(Buffer.concat(chunks)));
    });
  });
}
