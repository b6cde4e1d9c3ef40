import {
  DerivedObservation,
  shortMessage,
} from '@fairway/backstage-plugin-delivery-node';
import { ApplicationObject } from './ApplicationObject';

type Reason = Pick<DerivedObservation, 'message' | 'messageKind' | 'details'>;

/** How Argo CD opens the message of any sync that failed, whatever the reason. */
const GENERIC =
  /^one or more (synchronization tasks|objects|hooks)[^,:]*[,:]?\s*(reason:\s*)?/i;

/**
 * Why an Application is as it is. An error that stops it comes before what was seen until then; what failed in a sync
 * comes before the fact that the sync failed, which is all that Argo CD's own message usually says.
 */
export function reasonOf(application: ApplicationObject): Reason {
  const { conditions, operation, health, healthMessage } = application;
  const error = conditions.find(({ type }) => type.endsWith('Error'));
  if (error) {
    return {
      message: shortMessage(error.message),
      messageKind: 'cause',
      details: [error.message],
    };
  }
  if (operation && ['Failed', 'Error'].includes(operation.phase)) {
    const details = [operation.message, healthMessage].flatMap(
      text => text ?? [],
    );
    return { ...failedSync(operation), ...(details.length > 0 && { details }) };
  }
  return health !== 'Healthy' && healthMessage
    ? { message: shortMessage(healthMessage), details: [healthMessage] }
    : {};
}

function failedSync({
  hooks,
  failedResources,
  message,
}: NonNullable<ApplicationObject['operation']>): Reason {
  const hook = hooks.find(({ phase }) => phase === 'Failed');
  if (hook) {
    return cause(`${hook.name} failed`, hook.message);
  }
  const [resource] = failedResources;
  if (resource) {
    const { kind, name } = resource;
    return cause(`${kind} ${name} cannot be applied`, resource.message);
  }
  const specific = message?.replace(GENERIC, '');
  return {
    message: specific
      ? shortMessage(`sync failed: ${specific}`)
      : 'sync failed',
    messageKind: 'symptom',
  };
}

function cause(what: string, why: string | undefined): Reason {
  return {
    message: shortMessage(why ? `${what}: ${why}` : what),
    messageKind: 'cause',
  };
}
