import { InputError } from '@backstage/errors';
import {
  RELEASE_REPORT_ARTIFACT,
  RELEASE_REPORT_FILE,
  ReleaseReport,
  releaseReportSchema,
} from '@fairway/backstage-plugin-delivery-common';
import { ZipArchive } from '../archives/ZipArchive';

const MAX_REPORT_BYTES = 256 * 1024;
const MAX_ENTRIES = 10;
const WHAT = `The artifact '${RELEASE_REPORT_ARTIFACT}'`;

/**
 * Reads a release report from its text. It comes from a pipeline that anybody with a branch may change; an `InputError`
 * says what is wrong with it.
 *
 * @public
 */
export function parseReleaseReport(text: string): ReleaseReport {
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

/**
 * Reads the release report from the archive of its artifact, with few entries and a small file. Some systems put the
 * files of an artifact into a folder that is named after it.
 *
 * @public
 */
export async function readReleaseReport(
  archive: Buffer,
): Promise<ReleaseReport> {
  const zip = await ZipArchive.open(archive, {
    what: WHAT,
    entries: MAX_ENTRIES,
  });
  const inFolder = `${RELEASE_REPORT_ARTIFACT}/${RELEASE_REPORT_FILE}`;
  const path = zip.paths.includes(inFolder) ? inFolder : RELEASE_REPORT_FILE;
  const content = await zip.read(path, MAX_REPORT_BYTES);
  return parseReleaseReport(content.toString('utf8'));
}

function unreadable(reason: string): InputError {
  return new InputError(`${WHAT} cannot be read: ${reason}`);
}
