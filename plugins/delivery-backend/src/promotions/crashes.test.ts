import { CrashLab, CrashResult } from './__testUtils__/CrashLab';
import { CrashPointName, crashPointNames } from './crashPoint';

jest.setTimeout(120_000);

/** Each step happens once and leaves one event, whatever was killed. */
const wholeLife = [
  /^Requested promotion of 1\.0\./,
  'Entered gating',
  'Entered awaiting-approval',
  /^Approved 1\.0\./,
  'Entered queued',
  'Entered writing',
  /^Wrote [0-9a-f]{40}$/,
  'Entered verifying',
  'succeeded: Verified: healthy for 0 s',
].map(text => (typeof text === 'string' ? text : expect.stringMatching(text)));

const nothingLostOrDoubled = {
  state: 'succeeded',
  commits: 1,
  record: wholeLife,
  verifications: 1,
  approvalNotice: 'told',
  resultNotice: 'told',
  recordIsIntact: true,
};

/** At which passing of a place the process dies; the first unless it is more telling later. */
const passings: Partial<Record<CrashPointName, number>> = {
  'before-save': 6,
  'during-save': 7,
  'after-save': 5,
  'after-notify': 2,
};

describe('a process that runs the engine', () => {
  let lab: CrashLab;
  beforeAll(async () => {
    lab = await CrashLab.create({ leaseSeconds: 1 });
  });
  afterAll(() => lab?.stop());

  async function fateOf(killing: Promise<CrashResult>) {
    const { state, commits, record, verifications, notices } = await killing;
    return {
      state,
      commits,
      record,
      verifications,
      approvalNotice: told(notices.approval),
      resultNotice: told(notices.result),
      recordIsIntact: await lab.recordIsIntact(),
    };
  }

  it.each(crashPointNames)(
    'loses nothing and repeats nothing when it is killed %s',
    async point => {
      const passing = passings[point] ?? 1;
      const fate = await fateOf(lab.dieAt({ point, passing }));
      expect(fate).toEqual(nothingLostOrDoubled);
    },
  );

  it.each([20, 90, 160, 280, 500])(
    'loses nothing and repeats nothing when it is killed %s ms after the approval',
    async milliseconds => {
      const fate = await fateOf(lab.dieAfter(milliseconds));
      expect(fate).toEqual(nothingLostOrDoubled);
    },
  );
});

/** A notice is never lost. It may be handed over twice, under the same name: the second updates the first. */
function told(times: number): string {
  return times === 1 || times === 2 ? 'told' : `told ${times} times`;
}
