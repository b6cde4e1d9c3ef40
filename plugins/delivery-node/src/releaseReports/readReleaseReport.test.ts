import { zipOf } from '../testUtils/zipOf';
import { readReleaseReport } from './readReleaseReport';

const report = {
  schema: 'fairway.dev/release/v1',
  version: '1.15.0',
  commit: 'a'.repeat(40),
  image: 'ghcr.io/acme/checkout-api',
  digest: `sha256:${'b'.repeat(64)}`,
  evidence: [{ kind: 'tests', result: 'passed', summary: '1,284 passed' }],
};

describe('readReleaseReport', () => {
  it('reads release.json among other files', async () => {
    const archive = await zipOf({
      'notes.txt': 'x',
      'release.json': JSON.stringify(report),
    });
    await expect(readReleaseReport(archive)).resolves.toMatchObject({
      version: '1.15.0',
      quarantined: false,
    });
  });

  it('reads it from a folder that is named after the artifact', async () => {
    const archive = await zipOf({
      'fairway-release/release.json': JSON.stringify(report),
    });
    await expect(readReleaseReport(archive)).resolves.toMatchObject({
      version: '1.15.0',
    });
  });

  it.each([
    ['no zip', async () => Buffer.from('nonsense'), 'it is no valid zip'],
    ['nothing', async () => Buffer.alloc(0), 'it is no valid zip'],
    [
      'a cut off zip',
      async () => (await zipOf({ 'release.json': '{}' })).subarray(0, 40),
      'it is no valid zip',
    ],
    [
      'no report',
      () => zipOf({ 'other.json': '{}' }),
      'it holds no release.json',
    ],
    [
      'a report in a folder',
      () => zipOf({ 'x/release.json': JSON.stringify(report) }),
      'it holds no release.json',
    ],
    [
      'a zip bomb',
      () => zipOf({ 'release.json': Buffer.alloc(5 * 1024 * 1024) }),
      'larger than 262144 bytes',
    ],
    [
      'too many files',
      () =>
        zipOf(
          Object.fromEntries(
            Array.from({ length: 11 }, (_, index) => [`${index}`, 'x']),
          ),
        ),
      'more than 10 files',
    ],
    [
      'text',
      () => zipOf({ 'release.json': 'hello' }),
      'release.json is not JSON',
    ],
    [
      'another schema',
      () => zipOf({ 'release.json': JSON.stringify({ schema: 'x' }) }),
      "'schema' in release.json",
    ],
  ])('refuses %s', async (_name, archive, reason) => {
    await expect(readReleaseReport(await archive())).rejects.toThrow(
      new RegExp(`The artifact 'fairway-release' cannot be read: .*${reason}`),
    );
  });
});
