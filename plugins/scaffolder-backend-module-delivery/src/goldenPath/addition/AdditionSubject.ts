import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  getEntitySourceLocation,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import { ScmIntegrationRegistry } from '@backstage/integration';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { JsonObject } from '@backstage/types';
import { catalogFileOf } from '../catalogInfo/catalogFileOf';
import { HostedRepository, parseHostedRepository } from '../HostedRepository';

const NAME_PATTERN = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;

/** The service that gets its delivery. */
export type AdditionSubject = {
  repository: HostedRepository;
  /** What the catalog knows of it: name, owner, description and system. */
  answers: JsonObject & { name: string };
  /** Where the catalog reads it, if it knows it. */
  catalogFile: string | undefined;
};

/** Finds the service by its component or, if the catalog does not know it, by its repository. */
export async function findSubject(
  input: { service?: string; repository?: string },
  options: {
    catalog: CatalogService;
    integrations: ScmIntegrationRegistry;
    credentials: BackstageCredentials;
  },
): Promise<AdditionSubject> {
  const { catalog, integrations, credentials } = options;
  if (!input.service) {
    if (!input.repository) {
      throw new InputError('Choose a component or name a repository');
    }
    const repository = parseHostedRepository(input.repository, integrations);
    return {
      repository,
      answers: { name: requireName(repository.name) },
      catalogFile: undefined,
    };
  }
  const ref = stringifyEntityRef(
    parseEntityRef(input.service, {
      defaultKind: 'component',
      defaultNamespace: 'default',
    }),
  );
  const entity = await catalog.getEntityByRef(ref, { credentials });
  if (!entity) {
    throw new NotFoundError(`No ${ref} in the catalog, or you may not see it`);
  }
  const { target } = getEntitySourceLocation(entity);
  const repository = parseHostedRepository(target, integrations);
  const folder = folderOf(target);
  // A hidden folder holds what describes the repository, not a part of it.
  if (folder && !folder.startsWith('.')) {
    throw new InputError(
      `${ref} lives in the folder '${folder}' of ${repository.url}; the golden path needs a repository for each service`,
    );
  }
  const answers: JsonObject & { name: string } = {
    name: requireName(entity.metadata.name),
  };
  if (entity.metadata.description) {
    answers.description = entity.metadata.description;
  }
  for (const field of ['owner', 'system']) {
    const value = entity.spec?.[field];
    if (typeof value === 'string') {
      answers[field] = value;
    }
  }
  return {
    repository,
    answers,
    catalogFile: catalogFileOf(entity, repository, integrations),
  };
}

/** The folder of a source location; empty if that is the whole repository. */
function folderOf(target: string): string {
  const { searchParams } = new URL(target);
  // Azure DevOps names it in the query, the others behind the branch.
  const folder =
    searchParams.get('path') ?? /\/tree\/[^/]+\/(.*)$/.exec(target)?.[1] ?? '';
  return folder.replace(/^\/+|\/+$/g, '');
}

function requireName(name: string): string {
  if (!NAME_PATTERN.test(name)) {
    throw new InputError(
      `'${name}' cannot be the name of a service: namespaces are named after it, so it needs lower-case letters, digits and dashes, starts with a letter and has 40 characters at most`,
    );
  }
  return name;
}
