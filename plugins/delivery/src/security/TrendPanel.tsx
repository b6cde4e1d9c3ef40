import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { SecurityView } from '@fairway/backstage-plugin-delivery-common';
import { useState } from 'react';
import { Panel } from '../status/Panel';
import { useNow } from '../status/clock';
import { TrendPlot } from './TrendPlot';
import { formatShortDay } from './formatShortDay';
import { securityTranslationRef } from './securityTranslation';
import styles from './security.module.css';

/** How the open findings went over the last days, as plot or as table. */
export function TrendPanel(props: { view: SecurityView }) {
  const { trend, fixedInTrend, newInTrend } = props.view;
  const { t } = useTranslationRef(securityTranslationRef);
  const [asTable, setAsTable] = useState(false);
  return (
    <Panel
      title={t('trend.title')}
      aside={
        <span className={styles.second}>
          {t('trend.span', { count: trend.length })}
        </span>
      }
      actions={
        <span className={styles.trendTally}>
          {t('trend.fixed')} <b>{fixedInTrend}</b> · {t('trend.introduced')}{' '}
          <b>{newInTrend}</b>
        </span>
      }
    >
      {trend.length === 0 && <p className={styles.padded}>{t('trend.none')}</p>}
      {trend.length > 0 && (
        <>
          {asTable ? <TrendTable trend={trend} /> : <TrendPlot trend={trend} />}
          <div className={styles.trendSwitch}>
            <Button
              size="small"
              variant="tertiary"
              onPress={() => setAsTable(current => !current)}
            >
              {t(asTable ? 'trend.asPlot' : 'trend.asTable')}
            </Button>
          </div>
        </>
      )}
    </Panel>
  );
}

function TrendTable(props: { trend: SecurityView['trend'] }) {
  const { t } = useTranslationRef(securityTranslationRef);
  const now = useNow();
  return (
    <div
      className={styles.trendTable}
      role="region"
      aria-label={t('trend.table')}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">{t('trend.day')}</th>
            <th scope="col" className={styles.number}>
              {t('trend.criticalAndHigh')}
            </th>
            <th scope="col" className={styles.number}>
              {t('trend.lower')}
            </th>
          </tr>
        </thead>
        <tbody>
          {[...props.trend].reverse().map(point => (
            <tr key={point.day}>
              <th scope="row">{formatShortDay(point.day, now)}</th>
              <td className={styles.number}>{point.criticalAndHigh}</td>
              <td className={styles.number}>{point.lower}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
