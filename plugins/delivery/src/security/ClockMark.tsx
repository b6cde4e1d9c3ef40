import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Finding } from '@fairway/backstage-plugin-delivery-common';
import { StatusMark } from '../status/StatusMark';
import { useNow } from '../status/clock';
import { formatExact } from '../status/formatTime';
import { findingClock } from './findingClock';
import { formatShortDay } from './formatShortDay';
import { securityTranslationRef } from './securityTranslation';
import styles from './security.module.css';

/** What the service-level clock of a finding says. */
export function ClockMark(props: { finding: Finding }) {
  const { t } = useTranslationRef(securityTranslationRef);
  const now = useNow();
  const clock = findingClock(props.finding, new Date(now));
  switch (clock.kind) {
    case 'overdue':
      return (
        <StatusMark
          shape="pending"
          tone="bad"
          className={styles.strong}
          title={t('clock.exact', { time: formatExact(clock.at) })}
        >
          {clock.days === 0
            ? t('clock.overdueToday')
            : t('clock.overdue', { days: String(clock.days) })}
        </StatusMark>
      );
    case 'due-soon':
    case 'due':
      return (
        <StatusMark
          shape="pending"
          tone={clock.kind === 'due' ? 'muted' : 'warn'}
          title={t('clock.exact', { time: formatExact(clock.at) })}
        >
          {t('clock.due', { days: String(clock.days) })}
        </StatusMark>
      );
    case 'accepted':
      return (
        <StatusMark
          shape="waived"
          tone="muted"
          title={formatExact(clock.until)}
        >
          {t('clock.until', { day: formatShortDay(clock.until, now) })}
        </StatusMark>
      );
    case 'fixed':
      return props.finding.environments.length > 0 ? (
        <StatusMark
          shape="pending"
          tone="warn"
          title={clock.at && formatExact(clock.at)}
        >
          {t('clock.fixedNotDeployed')}
        </StatusMark>
      ) : (
        <StatusMark
          shape="passed"
          tone="ok"
          title={clock.at && formatExact(clock.at)}
        >
          {t('clock.fixed')}
        </StatusMark>
      );
    case 'none':
      return (
        <StatusMark shape="skipped" tone="muted">
          {t('clock.none')}
        </StatusMark>
      );
    default:
      return clock satisfies never;
  }
}
