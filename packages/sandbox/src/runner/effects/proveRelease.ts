import { RunEvidence } from '../RunState';
import { addEvidence } from './addEvidence';
import { ResolvedStep, StepEffect, succeeded } from './StepEffect';

interface Proof {
  kind: RunEvidence['kind'];
  summary: string;
  seconds: number;
  matches(step: ResolvedStep): boolean;
}

const proofs: readonly Proof[] = [
  {
    kind: 'sbom',
    summary: 'SPDX 2.3, made by syft',
    seconds: 5,
    matches: step =>
      step.action === 'anchore/sbom-action' || /\bsyft\b/.test(step.run),
  },
  {
    kind: 'signature',
    summary: 'Signed by cosign with the identity of the workflow',
    seconds: 4,
    matches: step => /\bcosign sign\b/.test(step.run),
  },
  {
    kind: 'provenance',
    summary: 'SLSA provenance of this run',
    seconds: 4,
    matches: step =>
      /^actions\/attest(?:-|$)/.test(step.action ?? '') ||
      /\bcosign attest\b/.test(step.run),
  },
];

/** SBOM, signature and provenance; one step may give several. */
export const proveRelease: StepEffect = {
  name: 'proof',
  isCheck: false,
  matches: step => proofs.some(proof => proof.matches(step)),
  seconds: step =>
    proofs
      .filter(proof => proof.matches(step))
      .reduce((sum, proof) => sum + proof.seconds, 0),
  async apply(context) {
    for (const proof of proofs.filter(each => each.matches(context.step))) {
      addEvidence(context, {
        kind: proof.kind,
        result: 'passed',
        summary: proof.summary,
      });
      context.log(proof.summary);
    }
    return succeeded();
  },
};
