/** What somebody set of an environment in the wizard; the rest keeps its default. */
export type EnvironmentChoice = {
  name: string;
  host?: string;
  cpu?: string;
  memory?: string;
  replicas?: number;
  minReplicas?: number;
  maxReplicas?: number;
};

export type EnvironmentSetting = Exclude<keyof EnvironmentChoice, 'name'>;

const settings: EnvironmentSetting[] = [
  'host',
  'cpu',
  'memory',
  'replicas',
  'minReplicas',
  'maxReplicas',
];

/** How people call the settings. */
export const settingTitles: Record<EnvironmentSetting, string> = {
  host: 'Address',
  cpu: 'CPU',
  memory: 'Memory',
  replicas: 'Replicas',
  minReplicas: 'Fewest replicas',
  maxReplicas: 'Most replicas',
};

/** True for a setting that is a number. */
export function isNumber(setting: EnvironmentSetting): boolean {
  return setting.toLowerCase().endsWith('replicas');
}

type Range = Pick<EnvironmentChoice, 'minReplicas' | 'maxReplicas'>;

/**
 * The choices with one setting changed; an empty text takes it back, and an environment without settings is left out. Who
 * sets one end of the range of replicas has both, so that they can be compared.
 */
export function changeEnvironment(
  choices: EnvironmentChoice[],
  change: {
    environment: { name: string } & Range;
    setting: EnvironmentSetting;
    text: string;
  },
): EnvironmentChoice[] | undefined {
  const { environment, setting } = change;
  const { name } = environment;
  const text = change.text.trim();
  const known = choices.find(choice => choice.name === name);
  const { [setting]: _former, ...others } = known ?? { name };
  const rest: EnvironmentChoice = others;
  const changed: EnvironmentChoice =
    text === ''
      ? withoutDefault(rest, environment)
      : {
          ...rest,
          ...otherEnd(setting, rest, environment),
          [setting]: isNumber(setting) ? Number(text) : text,
        };
  const all = known
    ? choices.map(choice => (choice === known ? changed : choice))
    : [...choices, changed];
  const meaningful = all.filter(choice => Object.keys(choice).length > 1);
  return meaningful.length > 0 ? meaningful : undefined;
}

function otherEnd(
  setting: EnvironmentSetting,
  choice: Range,
  defaults: Range,
): Range {
  const { minReplicas, maxReplicas } = { ...defaults, ...choice };
  switch (setting) {
    case 'minReplicas':
      return { maxReplicas };
    case 'maxReplicas':
      return { minReplicas };
    default:
      return {};
  }
}

/** The end of a range that only came along with the other goes with it. */
function withoutDefault(
  choice: EnvironmentChoice,
  defaults: Range,
): EnvironmentChoice {
  const { minReplicas, maxReplicas, ...rest } = choice;
  const isDefault =
    (maxReplicas === undefined && minReplicas === defaults.minReplicas) ||
    (minReplicas === undefined && maxReplicas === defaults.maxReplicas);
  return isDefault ? rest : choice;
}

const host = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;
const cpu = /^([1-9]\d{0,5}m|[1-9]\d{0,2})$/;
const memory = /^[1-9]\d{0,5}(Mi|Gi)$/;

/** What is wrong with a setting, as the end of a sentence that begins with its name. The server holds to the same. */
export function settingProblem(
  setting: EnvironmentSetting,
  value: string | number | undefined,
): string | undefined {
  if (value === undefined) {
    return undefined;
  }
  const text = String(value);
  switch (setting) {
    case 'host':
      return host.test(text)
        ? undefined
        : 'must be a host name, such as shop.acme.example';
    case 'cpu':
      return cpu.test(text) ? undefined : 'must be like 500m or 2';
    case 'memory':
      return memory.test(text) ? undefined : 'must be like 512Mi or 1Gi';
    default:
      return /^([1-9]\d?|100)$/.test(text)
        ? undefined
        : 'must be a whole number from 1 to 100';
  }
}

/** What is wrong with the settings of all environments, in whole sentences. */
export function environmentProblems(choices: EnvironmentChoice[]): string[] {
  return choices.flatMap(choice => {
    const { name, minReplicas, maxReplicas } = choice;
    const problems = settings.flatMap(setting => {
      const problem = settingProblem(setting, choice[setting]);
      return problem ? [`${settingTitles[setting]} of ${name} ${problem}`] : [];
    });
    return minReplicas && maxReplicas && minReplicas > maxReplicas
      ? [
          ...problems,
          `Fewest replicas of ${name} (${minReplicas}) must not be more than the most (${maxReplicas})`,
        ]
      : problems;
  });
}
