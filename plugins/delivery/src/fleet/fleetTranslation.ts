import { createTranslationRef } from '@backstage/frontend-plugin-api';

/** Texts of the fleet page. @public */
export const fleetTranslationRef = createTranslationRef({
  id: 'delivery.fleet',
  messages: {
    filters: {
      label: 'Find services',
      search: 'Search service, version or commit',
      owner: 'Owner',
      system: 'System',
      state: 'State',
      sort: 'Sort',
      any: 'any',
      sorts: {
        attention: 'needs attention',
        name: 'name',
        behind: 'furthest behind',
      },
    },
    tiles: {
      label: 'Filter by state',
      title: '{{state}}: show only services with such a cell',
    },
    states: {
      healthy: 'healthy',
      progressing: 'progressing',
      degraded: 'degraded',
      suspended: 'suspended',
      unknown: 'unknown',
      'not-deployed': 'not deployed',
      unreachable: 'unreachable',
      stale: 'stale',
      denied: 'no permission',
      drift: 'drift',
      hold: 'hold',
      waiting: 'waiting',
    },
    banner: {
      unreachable: '{{source}} unreachable',
      stale: '{{source}} has not answered in time',
      denied: '{{source}} refuses access',
      asOf: ', as of ',
      never: ', never reported',
      cells_one:
        '{{count}} cell shows its last known state; everything else is live.',
      cells_other:
        '{{count}} cells show their last known state; everything else is live.',
      noCells: 'What runs where is not affected.',
      nextTry: 'Next try in {{span}}.',
    },
    table: {
      label: 'Services and environments',
      service: 'Service',
      system: 'System',
      behind: 'Behind',
      behindHelp:
        'Commits that the last environment lacks and the one before it has, and for how long',
      waiting: 'Waiting',
      frozen: 'frozen, opens {{time}}',
      loading: 'Loading services',
      results_one: '{{count}} service',
      results_other: '{{count}} services',
    },
    cell: {
      denied: 'No permission',
      notDeployed: 'Not deployed yet',
      unreachable: 'Unreachable',
      asOf: 'as of {{span}} ago',
      asOfUnknown: 'age not known',
      noHealth: 'no health reported',
      drift: 'drift',
      driftHelp: 'Runs something else than the manifests repository says',
      hold: 'hold',
      holdHelp:
        'Pinned where it is: nothing may enter until the hold is released',
      vetoed: 'vetoed',
      vetoedHelp: 'The running release is marked bad',
      frozen: 'frozen until {{time}}',
      entering: '{{version}} enters',
    },
    behind: {
      unknown: 'Not known',
      notLive:
        'One of the two environments is not live, so this may have changed',
    },
    waiting: {
      approvals: '{{have}} of {{need}}',
      help: '{{have}} of {{need}} approvals given',
    },
    footer: {
      shown: '{{shown}} of {{total}} services, as of',
      behind:
        'Behind: commits that the last environment lacks and the one before it has, and for how long.',
      more_one: 'Show {{count}} more',
      more_other: 'Show {{count}} more',
    },
    empty: {
      title: 'No service takes part in delivery yet.',
      hint: 'A service takes part once its catalog entry names a delivery pipeline.',
      create: 'Create a service',
    },
    noMatch: {
      title: 'No service matches.',
      clear_one: 'Clear {{count}} filter',
      clear_other: 'Clear {{count}} filters',
    },
    subject: 'the fleet',
  },
});
