import {
  Ability,
  deliveryEnvironmentHoldPermission,
  deliveryPromotionCreatePermission,
  EnvironmentView,
  ServiceView,
} from '@fairway/backstage-plugin-delivery-common';
import { activeFreeze } from '../environments/activeFreeze';
import {
  EnvironmentConfig,
  findEnvironment,
  PipelineConfig,
} from '../pipelines/pipelineConfig';
import { ServiceFreshness } from '../sources/SourceStatusReader';
import { DeliveryAction } from './DeliveryAuthorizer';
import {
  isUnderWay,
  ServiceSummary,
  SummaryEnvironment,
} from './ServiceSummary';

/** What the viewer must be asked about before a summary can be shown: two actions per environment. */
export function viewerActions(summary: ServiceSummary): DeliveryAction[] {
  return summary.environments.flatMap(({ name }) =>
    [deliveryPromotionCreatePermission, deliveryEnvironmentHoldPermission].map(
      permission => ({
        permission,
        serviceRef: summary.serviceRef,
        environment: name,
      }),
    ),
  );
}

/** Adds to a summary what depends on the viewer and the time. `allowed` answers {@link viewerActions}. */
export function presentService(options: {
  summary: ServiceSummary;
  version: number;
  pipeline: PipelineConfig | undefined;
  freshness: ServiceFreshness;
  allowed: boolean[];
  now: Date;
  /** As-of time while no source observed anything. */
  startedAt: string;
}): ServiceView {
  const { summary, version, pipeline, freshness, allowed, now } = options;
  const runs = freshness.ofKind('pipeline-runs');
  const findings = freshness.ofKind('findings');
  const environments = summary.environments.map((environment, index) => {
    const config = pipeline && findEnvironment(pipeline, environment.name);
    return presentEnvironment({
      environment,
      freeze: config && activeFreeze(config, now),
      provenance: freshness.deployments(environment.name, environment.sources),
      mayPromote: allowed[index * 2],
      mayHold: allowed[index * 2 + 1],
    });
  });
  const times = [
    ...runs,
    ...findings,
    ...environments.flatMap(each => each.provenance),
  ].flatMap(each => (each.asOf ? [each.asOf] : []));
  return {
    ...summary,
    version,
    environments,
    pipelineRunsProvenance: runs,
    findingsProvenance: findings,
    asOf: times.sort()[times.length - 1] ?? options.startedAt,
  };
}

function presentEnvironment(options: {
  environment: SummaryEnvironment;
  freeze: EnvironmentView['freeze'];
  provenance: EnvironmentView['provenance'];
  mayPromote: boolean;
  mayHold: boolean;
}): EnvironmentView {
  const { environment, freeze, provenance, mayPromote, mayHold } = options;
  const { sources: _sources, deployment, ...rest } = environment;
  return {
    ...rest,
    deployment: deployment && { ...deployment, provenance },
    provenance,
    freeze,
    abilities: {
      promote: promoteAbility(environment, mayPromote),
      rollback: rollbackAbility(environment, mayPromote),
      hold: mayHold
        ? { allowed: true }
        : no(`You lack the permission to hold ${environment.name}`),
    },
  };
}

function promoteAbility(
  environment: SummaryEnvironment,
  permitted: boolean,
): Ability {
  const { name, after, candidate, deployment, promotion, hold } = environment;
  if (environment.entry === 'pipeline') {
    return no(`Releases enter ${name} from the pipeline`);
  }
  if (!permitted) {
    return no(`You lack the permission to promote to ${name}`);
  }
  if (hold) {
    return no(`${name} is held: ${hold.reason}`);
  }
  if (promotion && isUnderWay(promotion)) {
    return no(`${promotion.release.version} is on its way to ${name}`);
  }
  if (!candidate) {
    const running = deployment?.release?.version;
    return no(
      running
        ? `Nothing newer than ${running} is verified in ${listed(after)}`
        : `No release is verified in ${listed(after)} yet`,
    );
  }
  return { allowed: true };
}

function rollbackAbility(
  environment: SummaryEnvironment,
  permitted: boolean,
): Ability {
  const { name, promotion, rollbackTarget } = environment;
  if (!permitted) {
    return no(`You lack the permission to roll back ${name}`);
  }
  if (promotion && promotion.kind !== 'promote' && isUnderWay(promotion)) {
    return no(`${name} is being rolled back to ${promotion.release.version}`);
  }
  if (!rollbackTarget) {
    return no(`No earlier release is known to have worked in ${name}`);
  }
  return { allowed: true };
}

function no(reason: string): Ability {
  return { allowed: false, reason };
}

function listed(names: EnvironmentConfig['after']): string {
  return names.length > 0 ? names.join(' and ') : 'an environment before it';
}
