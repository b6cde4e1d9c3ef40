import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { RunHistory } from '../runs/RunReader';

/**
 * The settings that every source has which polls.
 *
 * @public
 */
export interface PollingConfig {
  pollSeconds: number;
  /** More hosts that files may be downloaded from; `*.example.com` means every host below. */
  artifactHosts: string[];
  history: RunHistory;
}

/**
 * Reads `pollSeconds`, `artifactHosts` and `history` below a key such as `delivery.github`.
 *
 * @public
 */
export function readPollingConfig(
  config: RootConfigService,
  key: string,
): PollingConfig {
  const own = config.getOptionalConfig(key);
  const number = (name: string, otherwise: number, least: number) => {
    const value = own?.getOptionalNumber(name) ?? otherwise;
    if (!(value >= least)) {
      throw new InputError(
        `${key}.${name} is ${value}; it must be at least ${least}`,
      );
    }
    return value;
  };
  return {
    pollSeconds: number('pollSeconds', 60, 1),
    artifactHosts: own?.getOptionalStringArray('artifactHosts') ?? [],
    history: {
      days: number('history.days', 90, 0),
      runs: number('history.runs', 200, 0),
    },
  };
}
