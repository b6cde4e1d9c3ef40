/** Words for states, shared by every screen. */
export const statusMessages = {
  ago: '{{span}} ago',
  asOf: 'as of',
  automaticPolicy: 'automatic policy',
  commit: 'Commit {{sha}}',
  couldNotRead: 'Could not read {{what}}.',
  digest: 'Image digest {{digest}}',
  freshness: {
    stale: 'stale',
    denied: 'no permission',
    unreachable: 'unreachable',
  },
  health: {
    healthy: 'Healthy',
    progressing: 'Progressing',
    degraded: 'Degraded',
    suspended: 'Suspended',
    missing: 'Missing',
    unknown: 'Unknown',
  },
  live: 'Live',
  loading: 'Loading',
  neverReported: 'never reported',
  noPermission: 'No permission.',
  severity: {
    critical: 'Critical',
    high: 'High',
    medium: 'Medium',
    low: 'Low',
  },
  tryAgain: 'Try again',
} as const;
