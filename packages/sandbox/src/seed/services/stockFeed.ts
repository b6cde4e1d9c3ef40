import { commit, promote, SeedService } from '../SeedService';

/** Its newest release crashes in production; the one before still serves. */
export const stockFeed: SeedService = {
  name: 'stock-feed',
  description: 'Tells every channel what the warehouses hold',
  owner: 'platform',
  system: 'fulfilment',
  before: '0.40.3',
  findings: [
    {
      tool: 'CodeQL',
      rule: 'py/unsafe-deserialization',
      title: 'Deserialization of user-controlled data',
      severity: 'high',
      path: 'src/app/events.py',
      line: 57,
      cwe: 'CWE-502',
    },
    {
      tool: 'osv-scanner',
      rule: 'CVE-2026-18820',
      title: 'uvicorn logs control characters of the request line',
      severity: 'low',
      path: 'uv.lock',
      package: 'uvicorn',
      installed: '0.32.0',
      fixed: '0.34.3',
    },
    {
      tool: 'Grype',
      rule: 'CVE-2026-10932',
      title: 'Heap overflow in the regular expression engine of glibc',
      severity: 'medium',
      package: 'libc6',
      installed: '2.41-12',
      fixed: '2.41-14',
    },
  ],
  events: [
    commit(38.0, 'pia', 'events', 'feat: subscribe to warehouse events'),
    promote(37.2, '0.41.0', 'pia'),
    commit(
      30.4,
      'pia',
      'events',
      'fix: acknowledge events after they are stored',
    ),
    promote(30.0, '0.41.1', 'pia'),
    commit(24.8, 'pia', 'levels', 'fix: never report a negative level'),
    promote(24.1, '0.41.2', 'pia'),
    commit(17.5, 'pia', 'levels', 'perf: send only levels that changed', {
      fixes: ['py/unsafe-deserialization'],
    }),
    promote(16.8, '0.41.3', 'pia'),
    commit(12.2, 'pia', 'channels', 'fix: retry channels that time out'),
    promote(11.0, '0.41.4', 'pia'),
    commit(
      7.7,
      'pia',
      'channels',
      'fix: keep the order of events per article',
      {
        fixes: ['CVE-2026-18820'],
      },
    ),
    promote(6.9, '0.41.5', 'pia'),
    commit(
      1.1,
      'pia',
      'settings',
      'feat: read the pool size from the environment',
      {
        unhealthyIn: { production: 'crash-loop' },
        finds: [
          {
            tool: 'CodeQL',
            rule: 'py/stack-trace-exposure',
            title: 'Information exposure through an exception',
            severity: 'medium',
            path: 'src/app/channels.py',
            line: 26,
            cwe: 'CWE-209',
          },
        ],
      },
    ),
    promote(0.35, '0.42.0', 'pia'),
  ],
};
