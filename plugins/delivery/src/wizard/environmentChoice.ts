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

const numbers: ReadonlySet<EnvironmentSetting> = new Set([
  'replicas',
  'minReplicas',
  'maxReplicas',
]);

/** The choices with one setting changed; an empty text takes it back, and an environment without settings is left out. */
export function changeEnvironment(
  choices: EnvironmentChoice[],
  change: { environment: string; setting: EnvironmentSetting; text: string },
): EnvironmentChoice[] | undefined {
  const { environment, setting } = change;
  const text = change.text.trim();
  const known = choices.find(({ name }) => name === environment);
  const { [setting]: _former, ...rest } = known ?? { name: environment };
  const changed: EnvironmentChoice =
    text === ''
      ? rest
      : { ...rest, [setting]: numbers.has(setting) ? Number(text) : text };
  const all = known
    ? choices.map(choice => (choice === known ? changed : choice))
    : [...choices, changed];
  const meaningful = all.filter(choice => Object.keys(choice).length > 1);
  return meaningful.length > 0 ? meaningful : undefined;
}
