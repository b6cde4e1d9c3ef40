import { commit, promote, SeedService } from '../SeedService';

/** Its newest release is quarantined, so that production stays behind. */
export const ledgerApi: SeedService = {
  name: 'ledger-api',
  description: 'Books every movement of money twice',
  owner: 'payments',
  system: 'ledger',
  before: '3.19.2',
  findings: [
    {
      tool: 'CodeQL',
      rule: 'py/weak-sensitive-data-hashing',
      title: 'Use of a broken hashing algorithm on sensitive data',
      severity: 'high',
      path: 'src/app/accounts.py',
      line: 64,
      cwe: 'CWE-327',
    },
    {
      tool: 'osv-scanner',
      rule: 'CVE-2026-20114',
      title: 'cryptography accepts malformed PKCS#12 files',
      severity: 'medium',
      path: 'uv.lock',
      package: 'cryptography',
      installed: '45.0.2',
      fixed: '45.0.7',
    },
    {
      tool: 'Grype',
      rule: 'CVE-2026-14480',
      title: 'ncurses reads beyond a terminal description',
      severity: 'low',
      package: 'libncursesw6',
      installed: '6.5+20250216-2',
    },
  ],
  events: [
    commit(40.1, 'ben', 'journal', 'feat: export the journal as CSV'),
    promote(39.2, '3.20.0', 'ben'),
    commit(34.5, 'ada', 'periods', 'fix: close periods at midnight UTC'),
    promote(33.9, '3.20.1', 'ada'),
    commit(
      28.7,
      'ben',
      'accounts',
      'feat: keep accounts in several currencies',
    ),
    promote(27.1, '3.21.0', 'ben'),
    commit(
      23.0,
      'ben',
      'accounts',
      'fix: convert at the rate of the booking day',
    ),
    promote(22.0, '3.21.1', 'ben'),
    commit(
      16.6,
      'ada',
      'journal',
      'fix: lock accounts while a booking is posted',
      {
        fixes: ['py/weak-sensitive-data-hashing'],
      },
    ),
    promote(15.9, '3.21.2', 'ada'),
    commit(
      10.3,
      'ben',
      'statements',
      'feat: reconcile against bank statements',
      {
        finds: [
          {
            tool: 'CodeQL',
            rule: 'py/xxe',
            title: 'XML external entity expansion',
            severity: 'high',
            path: 'src/app/statements.py',
            line: 39,
            cwe: 'CWE-611',
          },
        ],
      },
    ),
    commit(6.2, 'ada', 'statements', 'fix: match statements that contain fees'),
    commit(
      1.6,
      'ben',
      'application',
      'build: update cryptography and the base image',
      {
        fixes: ['CVE-2026-20114', 'py/xxe'],
        quarantine: true,
        finds: [
          {
            tool: 'Grype',
            rule: 'CVE-2026-31337',
            title: 'Out-of-bounds write in the TLS record parser of OpenSSL',
            severity: 'critical',
            package: 'libssl3t64',
            installed: '3.5.1-1',
            fixed: '3.5.4-1',
          },
        ],
      },
    ),
    {
      kind: 'pull-request',
      daysAgo: 0.9,
      by: 'sam',
      branch: 'patched-openssl',
      title: 'fix: take the base image with the patched OpenSSL',
      body: 'CVE-2026-31337 quarantined 3.22.2. The base image of this week has the fix.',
      module: 'application',
    },
  ],
};
