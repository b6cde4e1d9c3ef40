import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { readRegistries } from './registries';
import {
  CiSystem,
  ciSystems,
  GitopsTool,
  gitopsTools,
  readWizardConfig,
  SecretSource,
  secretSources,
} from './wizardConfig';

/** One answer to a question of the wizard. */
export type Choice = {
  name: string;
  /** What is set up for it, such as the host and path of a registry. */
  detail?: string;
  /** Why this portal does not offer it. */
  problem?: string;
};

/** The questions whose answers depend on how the portal is set up. */
export type PortalChoices = {
  ci: Choice[];
  registry: Choice[];
  gitops: Choice[];
  secrets: Choice[];
};

/** A store of Azure reads one vault, and a vault has no rights for parts of it: each environment has its own. */
const defaultStores: Record<SecretSource, string> = {
  'external-secrets-aws': 'aws-secrets-manager',
  'external-secrets-azure': 'azure-key-vault-{environment}',
  'external-secrets-google': 'google-secret-manager',
  'sealed-secrets': '',
};

/** All that the golden path knows, each with why this portal does not offer it, if so. */
export function readChoices(config: Config): PortalChoices {
  const { codeHosts, clusters, secretStores } = readWizardConfig(config);
  const hasStores = Object.values(secretStores).some(Boolean);
  return {
    ci: ciSystems.map(name => ({
      name,
      detail: hostOf(codeHosts[name]),
      problem: codeHosts[name]
        ? undefined
        : notSetUp(`scaffolder.delivery.codeHosts.${name}`),
    })),
    registry: readRegistries(config).map(({ name, path }) => ({
      name,
      detail: path,
      problem: path
        ? undefined
        : notSetUp(`scaffolder.delivery.registries.${name}`),
    })),
    gitops: gitopsTools.map(name => ({
      name,
      problem: clusters[name]
        ? undefined
        : notSetUp(`scaffolder.delivery.${name}Cluster`),
    })),
    secrets: secretSources.map(name => {
      const store =
        secretStores[name] ?? (hasStores ? undefined : defaultStores[name]);
      return {
        name,
        detail: store || undefined,
        problem:
          store === undefined && name !== 'sealed-secrets'
            ? notSetUp(`scaffolder.delivery.secretStores.${name}`)
            : undefined,
      };
    }),
  };
}

/** Throws an InputError that says why the portal does not offer an answer, and which it does. */
export function requireChoice(
  choices: PortalChoices,
  question: keyof PortalChoices,
  name: string,
): Choice {
  const choice = choices[question].find(each => each.name === name);
  if (!choice || choice.problem) {
    const offered = choices[question].filter(each => !each.problem);
    throw new InputError(
      `${question} '${name}': ${
        choice?.problem ?? 'there is no such choice'
      }; there are: ${offered.map(each => each.name).join(', ') || 'none'}`,
    );
  }
  return choice;
}

/** Narrows a name that {@link requireChoice} has let pass. */
export function isCiSystem(name: string): name is CiSystem {
  return ciSystems.some(each => each === name);
}

/** Narrows a name that {@link requireChoice} has let pass. */
export function isGitopsTool(name: string): name is GitopsTool {
  return gitopsTools.some(each => each === name);
}

function hostOf(
  codeHost: { host: string; organization: string } | undefined,
): string | undefined {
  return codeHost && `${codeHost.host}/${codeHost.organization}`;
}

function notSetUp(setting: string): string {
  return `not set up in this portal (${setting})`;
}
