import { z } from 'zod';
import { BuiltInGate } from './BuiltInGate';
import { judgeEvidence } from './evidenceGate';

const settingsSchema = z.strictObject({
  /** Percent; unless set, the pipeline's own limit decides. */
  minimum: z.number().min(0).max(100).optional(),
});

/** Enough of the code is tested. */
export const coverageGate: BuiltInGate = {
  id: 'coverage',
  title: 'Coverage',
  settingsSchema,
  evaluate(context) {
    const { minimum } = settingsSchema.parse(context.settings);
    const verdict = judgeEvidence(
      context,
      'coverage',
      'the release reports no coverage',
    );
    if (minimum === undefined || verdict.state !== 'passed') {
      return verdict;
    }
    const percent = /(\d+(?:\.\d+)?)\s*%/.exec(verdict.evidence)?.[1];
    if (percent === undefined) {
      return {
        ...verdict,
        state: 'failed',
        evidence: `no percentage in '${verdict.evidence}'; ${minimum} % are asked for`,
      };
    }
    return Number(percent) >= minimum
      ? verdict
      : {
          ...verdict,
          state: 'failed',
          evidence: `${percent} %, ${minimum} % are asked for here`,
        };
  },
};
