import { EvidenceKind } from '@fairway/backstage-plugin-delivery-common';
import { Gate, GateContext } from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';
import { BuiltInGate, GateVerdict } from './BuiltInGate';

/** A gate that asks what the pipeline proved about a release. A release is immutable: what is missing stays missing. */
export function evidenceGate(options: {
  id: string;
  title: string;
  kind: EvidenceKind;
  missing: string;
}): BuiltInGate {
  const { id, title, kind, missing } = options;
  return {
    id,
    title,
    settingsSchema: z.strictObject({}),
    evaluate: context => judgeEvidence(context, kind, missing),
  };
}

/** The pipeline's own verdict of one kind. */
export function judgeEvidence(
  context: Pick<GateContext, 'release'>,
  kind: EvidenceKind,
  missing: string,
): ReturnType<Gate['evaluate']> {
  const evidence = context.release.evidence.find(each => each.kind === kind);
  if (!evidence) {
    return { state: 'failed', evidence: missing };
  }
  const { result, summary, url, asOf } = evidence;
  const verdict: GateVerdict = {
    state: result === 'passed' ? 'passed' : 'failed',
    evidence: result === 'skipped' ? `skipped: ${summary}` : summary,
    url,
    asOf: asOf ?? context.release.createdAt,
  };
  return verdict;
}
