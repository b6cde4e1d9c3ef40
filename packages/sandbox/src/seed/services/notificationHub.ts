import { commit, promote, SeedService } from '../SeedService';

/** The same release everywhere, all healthy; an incident four weeks ago and a failed run last week. */
export const notificationHub: SeedService = {
  name: 'notification-hub',
  description: 'Sends mails, texts and webhooks for everybody else',
  owner: 'platform',
  system: 'messaging',
  before: '2.29.1',
  findings: [
    {
      tool: 'CodeQL',
      rule: 'py/full-ssrf',
      title: 'Full server-side request forgery',
      severity: 'high',
      path: 'src/app/webhooks.py',
      line: 33,
      cwe: 'CWE-918',
    },
    {
      tool: 'osv-scanner',
      rule: 'CVE-2026-22790',
      title: 'Jinja sandbox can be left through a format string',
      severity: 'high',
      path: 'uv.lock',
      package: 'jinja2',
      installed: '3.1.4',
      fixed: '3.1.7',
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
    commit(39.5, 'pia', 'webhooks', 'feat: send webhooks'),
    promote(38.6, '2.30.0', 'pia'),
    commit(
      35.0,
      'pia',
      'webhooks',
      'fix: allow only public addresses for webhooks',
      {
        fixes: ['py/full-ssrf'],
      },
    ),
    promote(34.3, '2.30.1', 'pia'),
    commit(27.9, 'pia', 'templates', 'feat: keep templates per tenant', {
      unhealthyIn: { production: 'high-error-rate' },
    }),
    promote(27.2, '2.31.0', 'pia'),
    {
      kind: 'rollback',
      daysAgo: 26.9,
      version: '2.30.1',
      by: 'olga',
      incident: {
        title: 'Some mails are sent twice',
        body: 'With 2.31.0 a message whose template was missing was put back into the queue after it had been sent. About 4,000 people got a mail twice. Rolled back to 2.30.1.',
        hours: 9,
      },
    },
    commit(26.2, 'pia', 'queue', 'fix: send each message once'),
    promote(25.5, '2.31.1', 'pia'),
    commit(19.3, 'pia', 'application', 'build: update jinja', {
      fixes: ['CVE-2026-22790'],
    }),
    promote(18.0, '2.31.2', 'pia'),
    commit(13.0, 'pia', 'schedules', 'feat: respect quiet hours'),
    promote(12.1, '2.32.0', 'pia'),
    commit(8.4, 'pia', 'digests', 'feat: collect messages for a digest', {
      failingJob: 'quality/tests',
    }),
    commit(8.1, 'pia', 'digests', 'feat: send a daily digest'),
    promote(7.0, '2.33.0', 'pia'),
    commit(
      2.3,
      'pia',
      'digests',
      'fix: send the digest in the time zone of its reader',
    ),
    promote(1.8, '2.33.1', 'pia'),
    {
      kind: 'pull-request',
      daysAgo: 1.3,
      by: 'pia',
      branch: 'push-messages',
      title: 'feat: send push messages',
      body: 'A third channel beside mail and text.',
      module: 'push_messages',
    },
  ],
};
