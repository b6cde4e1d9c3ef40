import {
  createConditionExports,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { z } from 'zod';
import {
  deliveryEnvironmentResourceRef,
  deliveryServiceResourceRef,
} from './resources';

const ownersSchema = z.object({
  owners: z
    .array(z.string())
    .describe(
      'Entity refs of users and groups, such as group:default/payments',
    ),
});

const isServiceOwner = createPermissionRule({
  name: 'IS_SERVICE_OWNER',
  description: 'Allow for services that one of the given users or groups owns',
  resourceRef: deliveryServiceResourceRef,
  paramsSchema: ownersSchema,
  apply: (service, { owners }) => ownedBy(service.owner, owners),
  toQuery: ({ owners }) => ({ owners: lowerCase(owners) }),
});

const isEnvironmentOwner = createPermissionRule({
  name: 'IS_SERVICE_OWNER',
  description:
    'Allow for environments of services that one of the given users or groups owns',
  resourceRef: deliveryEnvironmentResourceRef,
  paramsSchema: ownersSchema,
  apply: (environment, { owners }) => ownedBy(environment.owner, owners),
  toQuery: ({ owners }) => ({ owners: lowerCase(owners) }),
});

const isInEnvironment = createPermissionRule({
  name: 'IS_IN_ENVIRONMENT',
  description: 'Allow for environments with one of the given names',
  resourceRef: deliveryEnvironmentResourceRef,
  paramsSchema: z.object({
    environments: z
      .array(z.string())
      .describe('Names of environments, such as development'),
  }),
  apply: ({ environment }, { environments }) =>
    environments.includes(environment),
  toQuery: ({ environments }) => ({ environments }),
});

export const serviceRules = { isServiceOwner };
export const environmentRules = {
  isServiceOwner: isEnvironmentOwner,
  isInEnvironment,
};

const services = createConditionExports({
  resourceRef: deliveryServiceResourceRef,
  rules: serviceRules,
});

const environments = createConditionExports({
  resourceRef: deliveryEnvironmentResourceRef,
  rules: environmentRules,
});

/** Conditions for permissions on services, to be used in a permission policy. @public */
export const deliveryServiceConditions = services.conditions;

/** Wraps conditions on services into a decision. @public */
export const createDeliveryServiceConditionalDecision =
  services.createConditionalDecision;

/** Conditions for permissions on environments, to be used in a permission policy. @public */
export const deliveryEnvironmentConditions = environments.conditions;

/** Wraps conditions on environments into a decision. @public */
export const createDeliveryEnvironmentConditionalDecision =
  environments.createConditionalDecision;

function ownedBy(owner: string | undefined, owners: string[]): boolean {
  return owner !== undefined && lowerCase(owners).includes(owner);
}

function lowerCase(refs: string[]): string[] {
  return refs.map(ref => ref.toLocaleLowerCase('en-US'));
}
