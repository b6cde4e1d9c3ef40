import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { RunHistory } from './observeRuns';

/** The settings of this module. */
export interface GithubConfig {
  pollSeconds: number;
  artifactHosts: string[];
  history: RunHistory;
}

/** Reads `delivery.github`. */
export function readGithubConfig(config: RootConfigService): GithubConfig {
  const github = config.getOptionalConfig('delivery.github');
  const number = (key: string, otherwise: number, least: number) => {
    const value = github?.getOptionalNumber(key) ?? otherwise;
    if (!(value >= least)) {
      throw new InputError(
        `delivery.github.${key} is ${value}; it must be at least ${least}`,
      );
    }
    return value;
  };
  return {
    pollSeconds: number('pollSeconds', 60, 1),
    artifactHosts: github?.getOptionalStringArray('artifactHosts') ?? [],
    history: {
      days: number('history.days', 90, 0),
      runs: number('history.runs', 200, 0),
    },
  };
}
