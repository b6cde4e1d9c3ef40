import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  PipelineRun,
  Provenance,
} from '@fairway/backstage-plugin-delivery-common';
import { Panel } from '../status/Panel';
import { ProvenanceNote } from '../status/FreshnessLine';
import { allRunsUrl } from './allRunsUrl';
import { PipelineRunRow } from './PipelineRunRow';
import { deliveryTranslationRef } from '../translation';
import styles from './runs.module.css';

/** More stages than this are told by their marks alone; a column each would leave no room for the commit. */
const MAX_COLUMNS = 8;

/** The newest pipeline runs, stage by stage. */
export function PipelineRuns(props: {
  runs: readonly PipelineRun[];
  provenance: readonly Provenance[];
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { provenance, runs } = props;
  const stages = [
    ...new Set(runs.flatMap(run => run.stages.map(stage => stage.name))),
  ];
  const isCompact = stages.length > MAX_COLUMNS;
  const allUrl = allRunsUrl(runs[0]);
  return (
    <Panel
      title={t('delivery.runs.title')}
      actions={
        allUrl && (
          <a href={allUrl} target="_blank" rel="noreferrer">
            {t('delivery.runs.all')}
          </a>
        )
      }
      aside={
        <span className={styles.quiet}>
          <ProvenanceNote
            subject={provenance.map(({ source }) => source).join(', ')}
            provenance={provenance}
          />
        </span>
      }
    >
      {runs.length === 0 ? (
        <p className={styles.empty}>
          {provenance.length > 0
            ? t('delivery.runs.empty')
            : t('delivery.runs.emptyUnknown')}
        </p>
      ) : (
        <div className={styles.scroller}>
          <table className={styles.runs}>
            <thead>
              <tr>
                <th scope="col">{t('delivery.runs.run')}</th>
                <th scope="col">{t('delivery.runs.commit')}</th>
                {isCompact ? (
                  <th scope="col">{t('delivery.runs.stages')}</th>
                ) : (
                  stages.map(stage => (
                    <th key={stage} scope="col" className={styles.stage}>
                      <span className={styles.stageName}>{stage}</span>
                    </th>
                  ))
                )}
                <th scope="col">{t('delivery.runs.result')}</th>
                <th
                  scope="col"
                  className={`${styles.number} ${styles.wideOnly}`}
                >
                  {t('delivery.runs.duration')}
                </th>
                <th scope="col" className={styles.number}>
                  {t('delivery.runs.started')}
                </th>
              </tr>
            </thead>
            <tbody>
              {runs.map(run => (
                <PipelineRunRow
                  key={run.id}
                  run={run}
                  stages={stages}
                  isCompact={isCompact}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
