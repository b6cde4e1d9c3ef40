import { InputError } from '@backstage/errors';
import { DeliveryService } from '@fairway/backstage-plugin-delivery-node';

const SLUG_ANNOTATION = 'gitlab.com/project-slug';
const INSTANCE_ANNOTATION = 'gitlab.com/instance';
const SOURCE_LOCATION_ANNOTATION = 'backstage.io/source-location';

/** Coordinates of a project: the host of a GitLab integration, and the path with its groups. */
export interface GitlabProject {
  host: string;
  path: string;
}

/**
 * The project of a service, by its annotations; undefined if it is not on GitLab. The host is that of
 * `gitlab.com/instance`, else of the source location, else the first one that is configured.
 */
export function projectOf(
  service: DeliveryService,
  hosts: readonly string[],
): GitlabProject | undefined {
  const path = service.annotations[SLUG_ANNOTATION];
  if (!path) {
    return undefined;
  }
  const segments = path.split('/');
  const fine = segments.every(
    segment => /^[\w.+-]{1,255}$/.test(segment) && !/^\.+$/.test(segment),
  );
  if (segments.length < 2 || !fine) {
    throw new InputError(
      `The annotation ${SLUG_ANNOTATION} of ${service.ref} is '${path}'; it must be <group>/<project>, with all groups`,
    );
  }
  return { host: hostOf(service, hosts), path };
}

/** `acme/checkout-api`, in the spelling that is the same for every way to write it. */
export function nameOf({ path }: GitlabProject): string {
  return path.toLocaleLowerCase('en-US');
}

function hostOf(service: DeliveryService, hosts: readonly string[]): string {
  const instance = service.annotations[INSTANCE_ANNOTATION];
  if (instance) {
    const host = instance.replace(/^https?:\/\//, '').replace(/\/+$/, '');
    if (!hosts.includes(host)) {
      throw new InputError(
        `The annotation ${INSTANCE_ANNOTATION} of ${
          service.ref
        } is '${instance}'; integrations.gitlab has: ${hosts.join(', ')}`,
      );
    }
    return host;
  }
  const location = service.annotations[SOURCE_LOCATION_ANNOTATION] ?? '';
  const url = location.replace(/^url:/, '');
  const written = URL.canParse(url) ? new URL(url).host : undefined;
  return hosts.find(host => host === written) ?? hosts[0];
}
