import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { PipelineRun } from '@fairway/backstage-plugin-delivery-common';
import { Age } from '../status/Age';
import { useNow } from '../status/clock';
import { formatDuration } from '../status/formatTime';
import { StatusMark } from '../status/StatusMark';
import { isGitlab } from './isGitlab';
import { runLook } from './runLook';
import { StageMark } from './StageMark';
import { deliveryTranslationRef } from '../translation';
import styles from './runs.module.css';

/** One pipeline run; every stage mark leads to its job. */
export function PipelineRunRow(props: {
  run: PipelineRun;
  stages: readonly string[];
  /** All stages in one column. */
  isCompact: boolean;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const now = useNow();
  const { run } = props;
  const number = `#${run.number}`;
  const origin = run.pullRequest
    ? t(
        isGitlab(run.url)
          ? 'delivery.runs.mergeRequest'
          : 'delivery.runs.pullRequest',
        { number: String(run.pullRequest) },
      )
    : run.branch;
  const duration =
    run.startedAt &&
    formatDuration(
      (run.finishedAt ? Date.parse(run.finishedAt) : now) -
        Date.parse(run.startedAt),
    );
  const marks = props.stages.map(name => (
    <StageMark
      key={name}
      name={name}
      stage={run.stages.find(one => one.name === name)}
    />
  ));
  return (
    <tr>
      <td className={styles.tabular}>
        {run.url ? (
          <a href={run.url} target="_blank" rel="noreferrer">
            {number}
          </a>
        ) : (
          number
        )}
      </td>
      <td className={styles.commit}>
        <div className={styles.ellipsis} title={run.title}>
          {run.title}
        </div>
        <div className={`${styles.quiet} ${styles.ellipsis}`}>
          {origin && <>{origin} · </>}
          <span className={styles.mono} title={run.commit}>
            {run.commit.slice(0, 7)}
          </span>
        </div>
      </td>
      {props.isCompact ? (
        <td>
          <ul className={styles.strip}>
            {marks.map(mark => (
              <li key={mark.key}>{mark}</li>
            ))}
          </ul>
        </td>
      ) : (
        marks.map(mark => (
          <td key={mark.key} className={styles.stage}>
            {mark}
          </td>
        ))
      )}
      <td>
        <StatusMark {...runLook[run.state]}>{run.result}</StatusMark>
      </td>
      <td className={`${styles.number} ${styles.wideOnly}`}>{duration}</td>
      <td className={styles.number}>
        <Age at={run.startedAt ?? run.createdAt} />
      </td>
    </tr>
  );
}
