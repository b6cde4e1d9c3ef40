import { InputError } from '@backstage/errors';
import { ScmIntegrationRegistry } from '@backstage/integration';
import { repositoryOrigin } from '@fairway/backstage-plugin-delivery-node';
import { AzureHost } from '../codeHosts/AzureHost';
import { CodeHost } from '../codeHosts/CodeHost';
import { GithubHost } from '../codeHosts/GithubHost';
import { GitlabHost } from '../codeHosts/GitlabHost';

/** A repository on a code host that the portal knows and can open pull requests on. */
export type HostedRepository =
  | { type: 'github'; url: string; host: string; owner: string; name: string }
  | { type: 'gitlab'; url: string; host: string; path: string; name: string }
  | {
      type: 'azure';
      url: string;
      host: string;
      organization: string;
      project: string;
      name: string;
    };

/**
 * Reads the address of a repository, or of something in it. Throws an InputError for hosts that are not in
 * `integrations` or have no pull requests that we know.
 */
export function parseHostedRepository(
  text: string,
  integrations: ScmIntegrationRegistry,
): HostedRepository {
  const url = parseUrl(text);
  const integration = integrations.byUrl(url);
  const { host } = url;
  const origin = repositoryOrigin(host, integrations);
  const path = url.pathname
    .split('/')
    .filter(Boolean)
    .map(segment => decodeURIComponent(segment));
  switch (integration?.type) {
    case 'github': {
      const [owner, repository] = path;
      const name = required(repository, text).replace(/\.git$/, '');
      return {
        type: 'github',
        url: urlOf(origin, [owner, name]),
        host,
        owner,
        name,
      };
    }
    case 'gitlab': {
      const end = path.indexOf('-');
      const segments = end < 0 ? path : path.slice(0, end);
      const name = required(segments.at(-1), text).replace(/\.git$/, '');
      const groups = segments.slice(0, -1);
      required(groups[0], text);
      return {
        type: 'gitlab',
        url: urlOf(origin, [...groups, name]),
        host,
        path: [...groups, name].join('/'),
        name,
      };
    }
    case 'azure': {
      const [organization, project, mark, repository] = path;
      const name = required(mark === '_git' ? repository : undefined, text);
      return {
        type: 'azure',
        url: urlOf(origin, [organization, project, '_git', name]),
        host,
        organization,
        project,
        name,
      };
    }
    default:
      throw new InputError(
        integration
          ? `The portal opens pull requests on GitHub, GitLab and Azure DevOps; ${host} is of type '${integration.type}'`
          : `Host '${host}' of ${text} is in no entry of \`integrations\` in app-config; add it there`,
      );
  }
}

/** Where a repository and its neighbours live. */
export function codeHostOf(
  repository: HostedRepository,
  integrations: ScmIntegrationRegistry,
): CodeHost {
  const { host } = repository;
  switch (repository.type) {
    case 'github':
      return GithubHost.create({
        host,
        organization: repository.owner,
        integrations,
      });
    case 'gitlab':
      return GitlabHost.create({
        host,
        organization: repository.path.split('/').slice(0, -1).join('/'),
        integrations,
      });
    case 'azure': {
      const { organization, project } = repository;
      return AzureHost.create({ host, organization, project, integrations });
    }
    default:
      throw new Error(`No code host of ${repository satisfies never}`);
  }
}

/** What the template gets to know of where its files go. */
export function addressesOf(
  repositories: { service: HostedRepository; manifests: HostedRepository },
  integrations: ScmIntegrationRegistry,
): Record<string, string> {
  const { service, manifests } = repositories;
  const codeHost = codeHostOf(service, integrations);
  const own = codeHost.address(service.name);
  const other = codeHostOf(manifests, integrations).address(manifests.name);
  return {
    organization: codeHost.organization,
    project: codeHost.project,
    codeHost: codeHost.host,
    repositoryUrl: own.url,
    cloneUrl: own.cloneUrl,
    fileUrl: own.fileUrl,
    manifestsUrl: other.url,
    manifestsCloneUrl: other.cloneUrl,
    manifestsFileUrl: other.fileUrl,
  };
}

function urlOf(origin: string, segments: string[]): string {
  return `${origin}/${segments.map(encodeURIComponent).join('/')}`;
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new InputError(
      `'${text}' is no address of a repository; write it like https://github.com/acme/checkout-api`,
    );
  }
  return url;
}

function required(segment: string | undefined, text: string): string {
  if (!segment) {
    throw new InputError(
      `'${text}' names no repository; write it like https://github.com/acme/checkout-api`,
    );
  }
  return segment;
}
