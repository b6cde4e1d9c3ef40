import { GateResult, Release } from '@fairway/backstage-plugin-delivery-common';
import { GateContext } from '@fairway/backstage-plugin-delivery-node';
import { EnvironmentConfig } from '../pipelines/pipelineConfig';
import { PromotionEnginePorts } from './PromotionEnginePorts';

/** The gate that every environment after another one has without naming it. */
export const VERIFIED_GATE = 'verified';

/** Evaluates all gates of an environment for a release from stored facts. */
export async function evaluateGates(
  ports: Pick<
    PromotionEnginePorts,
    'gates' | 'releases' | 'deployments' | 'findings'
  >,
  options: {
    serviceRef: string;
    environment: EnvironmentConfig;
    release: Release;
    now: Date;
  },
): Promise<GateResult[]> {
  const { serviceRef, environment, release, now } = options;
  const verifications = await ports.releases.verifications(serviceRef);
  const verifiedIn = environment.after.map(name => ({
    environment: name,
    at: verifications.find(
      each => each.environment === name && each.releaseId === release.id,
    )?.verifiedAt,
  }));
  const context: Omit<GateContext, 'settings'> = {
    serviceRef,
    environment: environment.name,
    release,
    verifiedIn,
    deployment: await ports.deployments.get(serviceRef, environment.name),
    scans: await ports.findings.scansOfCommit(serviceRef, release.commit),
    now,
  };
  const results = environment.gates.map(({ id, settings }) => {
    const gate = ports.gates.get(id);
    if (!gate) {
      return {
        id,
        title: id,
        state: 'pending' as const,
        evidence: `no plugin offers a gate '${id}'; install one or remove it from app-config`,
      };
    }
    return {
      id,
      title: gate.title,
      ...gate.evaluate({ ...context, settings }),
    };
  });
  const named = environment.gates.some(gate => gate.id === VERIFIED_GATE);
  if (named || environment.after.length === 0) {
    return results;
  }
  return [verifiedGate(verifiedIn), ...results];
}

function verifiedGate(verifiedIn: GateContext['verifiedIn']): GateResult {
  const names = verifiedIn.map(each => each.environment).join(' and ');
  const missing = verifiedIn.filter(each => each.at === undefined);
  const title = `Verified in ${names}`;
  if (missing.length > 0) {
    return {
      id: VERIFIED_GATE,
      title,
      state: 'pending',
      evidence: `not verified in ${missing
        .map(each => each.environment)
        .join(' and ')} yet`,
    };
  }
  const asOf = verifiedIn
    .map(each => each.at)
    .reduce((a, b) => ((a ?? '') > (b ?? '') ? a : b));
  return {
    id: VERIFIED_GATE,
    title,
    state: 'passed',
    evidence: `verified in ${names}`,
    asOf,
  };
}
