import { InputError } from '@backstage/errors';
import { ScmIntegrationRegistry } from '@backstage/integration';
import { DeliveryService } from '@fairway/backstage-plugin-delivery-node';

const SLUG_ANNOTATION = 'github.com/project-slug';
const SOURCE_LOCATION_ANNOTATION = 'backstage.io/source-location';

/** Coordinates of a repository: the host of a GitHub integration, owner and name. */
export interface GithubRepository {
  host: string;
  owner: string;
  repo: string;
}

/**
 * The repository of a service, by its annotations; undefined if it is not on GitHub. The host is that of the source
 * location, else of the first GitHub integration.
 */
export function repositoryOf(
  service: DeliveryService,
  integrations: ScmIntegrationRegistry,
): GithubRepository | undefined {
  const slug = service.annotations[SLUG_ANNOTATION];
  if (!slug) {
    return undefined;
  }
  const match = /^([\w.-]{1,100})\/([\w.-]{1,100})$/.exec(slug);
  const [, owner = '', repo = ''] = match ?? [];
  if (!match || [owner, repo].some(name => /^\.+$/.test(name))) {
    throw new InputError(
      `The annotation ${SLUG_ANNOTATION} of ${service.ref} is '${slug}'; it must be <owner>/<repository>`,
    );
  }
  const location = service.annotations[SOURCE_LOCATION_ANNOTATION] ?? '';
  const url = location.replace(/^url:/, '');
  const integration =
    (URL.canParse(url)
      ? integrations.github.byHost(new URL(url).host)
      : undefined) ?? integrations.github.list()[0];
  if (!integration) {
    throw new InputError(
      `No GitHub integration is configured; add one to integrations.github to observe ${service.ref}`,
    );
  }
  return { host: integration.config.host, owner, repo };
}

/** `acme/checkout-api`, in the spelling that is the same for every way to write it. */
export function slugOf({ owner, repo }: GithubRepository): string {
  return `${owner}/${repo}`.toLocaleLowerCase('en-US');
}
