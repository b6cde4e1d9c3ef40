import {
  GateResult,
  Risk,
  Severity,
} from '@fairway/backstage-plugin-delivery-common';

const MANY_COMMITS = 20;

/** Facts from which the risk follows. */
export interface RiskFacts {
  firstDeployment: boolean;
  /** The version that a rollback goes to, if it ran here but was never verified. */
  unverifiedTarget?: string;
  commits: number;
  commitsComplete: boolean;
  introduced: { severity: Severity; title: string }[];
  findingsKnown: boolean;
  gates: GateResult[];
  overriddenFreeze?: string;
  /** Somebody changed the environment's manifests since the last promotion. */
  manifestsChanged: boolean;
  /** Versions that failed here lately, newest first. */
  recentFailures: string[];
}

/** Rates a promotion by rules, and says which of them spoke. */
export function assessRisk(facts: RiskFacts): Risk {
  const high: string[] = [];
  const medium: string[] = [];
  const severe = facts.introduced.filter(
    finding => finding.severity === 'critical' || finding.severity === 'high',
  );
  if (severe.length > 0) {
    high.push(
      severe.length === 1
        ? `introduces a ${severe[0].severity} finding: ${severe[0].title}`
        : `introduces ${severe.length} findings of high or critical severity`,
    );
  }
  if (facts.overriddenFreeze) {
    high.push(`overrides the freeze '${facts.overriddenFreeze}'`);
  }
  for (const gate of facts.gates.filter(each => each.state === 'waived')) {
    medium.push(`gate '${gate.title}' is waived: ${gate.evidence}`);
  }
  if (facts.manifestsChanged) {
    medium.push('manifests changed beyond the image since the last promotion');
  }
  if (facts.firstDeployment) {
    medium.push('first deployment to this environment');
  }
  if (facts.unverifiedTarget) {
    medium.push(
      `${facts.unverifiedTarget} ran here before, but was never verified here`,
    );
  }
  if (facts.recentFailures.length > 0) {
    medium.push(`${facts.recentFailures[0]} failed here lately`);
  }
  if (facts.commits > MANY_COMMITS) {
    medium.push(`${facts.commits} commits at once`);
  }
  if (!facts.commitsComplete && !facts.firstDeployment) {
    medium.push('not all of its commits are known');
  }
  if (high.length > 0) {
    return { level: 'high', reasons: [...high, ...medium] };
  }
  if (medium.length > 0) {
    return { level: 'medium', reasons: medium };
  }
  return {
    level: 'low',
    reasons: [
      `${facts.commits} ${facts.commits === 1 ? 'commit' : 'commits'}`,
      'image digest only',
      facts.findingsKnown
        ? 'introduces no high or critical finding'
        : 'findings are not known',
    ],
  };
}
