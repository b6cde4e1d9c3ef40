import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Finding } from '@fairway/backstage-plugin-delivery-common';
import { SeverityMark } from '../status/SeverityMark';
import { StatusMark } from '../status/StatusMark';
import { ClockMark } from './ClockMark';
import { placeOf } from './placeOf';
import { securityTranslationRef } from './securityTranslation';
import { triageLook } from './triageLook';
import styles from './security.module.css';

/** Findings, worst first as the server sorts them. Choosing one opens it beside the table. */
export function FindingsTable(props: {
  findings: Finding[];
  isBusy: boolean;
  selected: string | undefined;
  onSelect: (id: string) => void;
}) {
  const { t } = useTranslationRef(securityTranslationRef);
  return (
    <div className={styles.tableBox}>
      <table
        className={styles.findings}
        aria-label={t('findings.title')}
        aria-busy={props.isBusy}
      >
        <thead>
          <tr>
            <th scope="col" className={styles.severity}>
              {t('findings.severity')}
            </th>
            <th scope="col">{t('findings.finding')}</th>
            <th scope="col" className={styles.runsIn}>
              {t('findings.runsIn')}
            </th>
            <th scope="col" className={styles.state}>
              {t('findings.state')}
            </th>
            <th scope="col" className={styles.clock}>
              {t('findings.clock')}
            </th>
          </tr>
        </thead>
        <tbody>
          {props.findings.map(finding => (
            <FindingRow
              key={finding.id}
              finding={finding}
              isSelected={finding.id === props.selected}
              onSelect={() => props.onSelect(finding.id)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FindingRow(props: {
  finding: Finding;
  isSelected: boolean;
  onSelect: () => void;
}) {
  const { finding, isSelected } = props;
  const { t } = useTranslationRef(securityTranslationRef);
  const look = triageLook[finding.state];
  const [first, ...others] = finding.environments;
  const place = [
    finding.identifiers[0] ?? finding.rule,
    placeOf(finding),
  ].filter(Boolean);
  const state = (
    <StatusMark shape={look.shape} tone={look.tone}>
      <span className={styles.plain}>{t(`states.${finding.state}`)}</span>
    </StatusMark>
  );
  return (
    <tr className={isSelected ? styles.selected : undefined}>
      <td>
        <span className={styles.severityText}>
          <SeverityMark severity={finding.severity} />
        </span>
      </td>
      <td className={styles.findingCell}>
        <button
          type="button"
          className={styles.findingTitle}
          data-finding={finding.id}
          aria-expanded={isSelected}
          title={finding.title}
          onClick={props.onSelect}
        >
          {finding.title}
        </button>
        <div className={styles.place} title={place.join(' · ')}>
          {place.join(' · ')}
        </div>
      </td>
      <td title={finding.environments.join(', ')}>
        {first ? (
          <>
            <b>{first}</b>{' '}
            {others.length > 0 && (
              <span className={styles.muted}>+{others.length}</span>
            )}
          </>
        ) : (
          <span className={styles.muted}>{t('findings.runsNowhere')}</span>
        )}
      </td>
      <td className={styles.state}>{state}</td>
      <td className={styles.clock}>
        <ClockMark finding={finding} />
        <span className={styles.foldedState}>{state}</span>
      </td>
    </tr>
  );
}
