import { BuiltInGate } from './BuiltInGate';
import { coverageGate } from './coverageGate';
import { evidenceGate } from './evidenceGate';
import { gate1, gate2 } from './securityGates';
import { verifiedGate } from './verifiedGate';

/** The gates that need no module. */
export const builtInGates: readonly BuiltInGate[] = [
  verifiedGate,
  evidenceGate({
    id: 'tests',
    title: 'Tests',
    kind: 'tests',
    missing: 'the release reports no test result',
  }),
  coverageGate,
  gate1,
  gate2,
  evidenceGate({
    id: 'signature',
    title: 'Signature',
    kind: 'signature',
    missing: 'the image is not signed',
  }),
];
