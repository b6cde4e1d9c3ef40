import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** The image registries that the golden path knows to log in to. */
const names = [
  'ghcr',
  'harbor',
  'docker-hub',
  'ecr',
  'acr',
  'artifact-registry',
];

/** A registry as the wizard offers it. */
export type RegistryChoice = {
  name: string;
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
  const unknown = registries?.keys().find(name => !names.includes(name));
  if (unknown) {
    throw new InputError(
      `scaffolder.delivery.registries.${unknown}: no such registry; there are: ${names.join(
        ', ',
      )}`,
    );
  }
  const organization = section?.getOptionalString(
    'codeHosts.github.organization',
  );
  const byDefault: Record<string, string> = organization
    ? { ghcr: `ghcr.io/${organization}` }
    : {};
  return names.map(name => {
    const path = registries
      ? registries.getOptionalString(name)
      : byDefault[name];
    return { name, path: path?.replace(/\/+$/, '') };
  });
}
