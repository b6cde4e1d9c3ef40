import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Exposure,
  SecurityView,
  Severity,
  severities,
} from '@fairway/backstage-plugin-delivery-common';
import { clsx } from 'clsx';
import { ReactNode } from 'react';
import { Age } from '../status/Age';
import { Panel } from '../status/Panel';
import { SeverityMark } from '../status/SeverityMark';
import { StatusMark } from '../status/StatusMark';
import { deliveryTranslationRef } from '../translation';
import { FindingsFilters } from './findingsFilters';
import { securityTranslationRef } from './securityTranslation';
import styles from './security.module.css';

/** Open findings per environment, the one with users first. Every number filters the table below. */
export function ExposureMatrix(props: {
  view: SecurityView;
  onFilter: (change: Partial<FindingsFilters>) => void;
  footer: ReactNode;
}) {
  const { view, onFilter } = props;
  const { t } = useTranslationRef(securityTranslationRef);
  const complete = view.scans.filter(scan => scan.complete);
  const newest = complete
    .map(scan => scan.at)
    .sort()
    .pop();
  return (
    <Panel
      title={t('exposure.title')}
      aside={
        newest && (
          <span className={styles.small}>
            <StatusMark shape="passed" tone="ok" size={12}>
              <span className={styles.muted}>
                {t('exposure.complete')} <Age at={newest} />
              </span>
            </StatusMark>
          </span>
        )
      }
    >
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th scope="col">{t('exposure.environment')}</th>
            {severities.map(severity => (
              <th scope="col" key={severity} className={styles.number}>
                <span className={styles.severityText}>
                  <SeverityMark severity={severity} />
                </span>
              </th>
            ))}
            <th scope="col" className={styles.number}>
              {t('exposure.all')}
            </th>
            <th scope="col" className={styles.number}>
              {t('exposure.overdue')}
            </th>
          </tr>
        </thead>
        <tbody>
          {view.exposure.map((exposure, index) => (
            <ExposureRow
              key={exposure.environment}
              exposure={exposure}
              isLast={index === 0 && view.exposure.length > 1}
              onFilter={onFilter}
            />
          ))}
        </tbody>
      </table>
      <div className={styles.matrixFooter}>{props.footer}</div>
    </Panel>
  );
}

function ExposureRow(props: {
  exposure: Exposure;
  /** The last environment of the pipeline: where the users are. */
  isLast: boolean;
  onFilter: (change: Partial<FindingsFilters>) => void;
}) {
  const { environment, version, open, overdue = 0 } = props.exposure;
  const { t } = useTranslationRef(securityTranslationRef);
  const isExposed =
    props.isLast && open !== undefined && open.critical + open.high > 0;
  const filter = (change: Partial<FindingsFilters>) =>
    props.onFilter({
      environment,
      severity: undefined,
      overdue: undefined,
      state: 'open',
      ...change,
    });
  return (
    <tr className={clsx(props.isLast && styles.exposed)}>
      <th scope="row">
        {environment} <span className={styles.version}>{version}</span>
        {isExposed && (
          <div className={styles.exposedText}>{t('exposure.exposed')}</div>
        )}
      </th>
      {open ? (
        <>
          {severities.map(severity => (
            <td key={severity} className={styles.number}>
              <CountFilter
                count={open[severity]}
                severity={severity}
                environment={environment}
                onPress={() => filter({ severity })}
              />
            </td>
          ))}
          <td className={styles.number}>
            {open.critical + open.high + open.medium + open.low}
          </td>
          <td className={styles.number}>
            {overdue > 0 ? (
              <button
                type="button"
                className={styles.countFilter}
                aria-label={t('exposure.overdueFilter', {
                  number: String(overdue),
                  environment,
                })}
                onClick={() => filter({ overdue: true, state: 'not-fixed' })}
              >
                <StatusMark shape="pending" tone="bad">
                  {overdue}
                </StatusMark>
              </button>
            ) : (
              <span className={styles.muted}>0</span>
            )}
          </td>
        </>
      ) : (
        <td colSpan={6} className={styles.notKnown}>
          <StatusMark shape="missing" tone="muted" className={styles.wrap}>
            {t(version ? 'exposure.unknown' : 'exposure.nothing')}
          </StatusMark>
        </td>
      )}
    </tr>
  );
}

function CountFilter(props: {
  count: number;
  severity: Severity;
  environment: string;
  onPress: () => void;
}) {
  const { count, severity, environment } = props;
  const { t } = useTranslationRef(securityTranslationRef);
  const { t: tStatus } = useTranslationRef(deliveryTranslationRef);
  return (
    <button
      type="button"
      className={styles.countFilter}
      data-zero={count === 0 || undefined}
      aria-label={t('exposure.filter', {
        number: String(count),
        severity: tStatus(`status.severity.${severity}`).toLowerCase(),
        environment,
      })}
      onClick={props.onPress}
    >
      {count}
    </button>
  );
}
