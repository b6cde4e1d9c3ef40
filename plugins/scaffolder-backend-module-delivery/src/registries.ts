import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** The image registries that the golden path knows to log in to, by the name under which they are configured. */
const titles = {
  ghcr: 'GitHub Container Registry',
  harbor: 'Harbor',
  'docker-hub': 'Docker Hub',
  ecr: 'Amazon ECR',
  acr: 'Azure Container Registry',
  'artifact-registry': 'Google Artifact Registry',
};

/** A registry as the wizard offers it. */
export type RegistryChoice = {
  name: string;
  title: string;
  /** Host and path under which images are pushed; undefined if the portal was not told. */
  path?: string;
};

/**
 * All known registries with what `scaffolder.delivery.registries` says of them; without it there is GitHub's own. Throws
 * an InputError for a registry that nobody knows.
 */
export function readRegistries(config: Config): RegistryChoice[] {
  const section = config.getOptionalConfig('scaffolder.delivery');
  const registries = section?.getOptionalConfig('registries');
  const unknown = registries?.keys().find(name => !(name in titles));
  if (unknown) {
    throw new InputError(
      `scaffolder.delivery.registries.${unknown}: no such registry; there are: ${Object.keys(
        titles,
      ).join(', ')}`,
    );
  }
  const organization = section?.getOptionalString('organization');
  const byDefault: Record<string, string> = organization
    ? { ghcr: `ghcr.io/${organization}` }
    : {};
  return Object.entries(titles).map(([name, title]) => {
    const path = registries
      ? registries.getOptionalString(name)
      : byDefault[name];
    return { name, title, path: path?.replace(/\/+$/, '') };
  });
}

/** Where images go in a registry. Throws an InputError that names the setting if the portal was not told. */
export function requireRegistry(config: Config, name: string): string {
  const registries = readRegistries(config);
  const path = registries.find(each => each.name === name)?.path;
  if (!path) {
    const offered = registries.filter(each => each.path);
    throw new InputError(
      `Registry '${name}' is not set up in this portal (scaffolder.delivery.registries.${name}); there are: ${
        offered.map(each => each.name).join(', ') || 'none'
      }`,
    );
  }
  return path;
}
