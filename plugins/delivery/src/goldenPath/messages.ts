/** Words about the version of the golden path that a service was made with. */
export const goldenPathMessages = {
  version: 'Golden path {{version}}',
  newest: 'newest',
  behind_one: '{{count}} behind',
  behind_other: '{{count}} behind',
  behindTitle: 'The newest version is {{newest}}',
  upgrade: 'Upgrade',
  upgradeLabel: 'Upgrade the golden path of {{name}}',
} as const;
