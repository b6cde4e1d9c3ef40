import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  PipelineRun,
  PullRequest,
} from '@fairway/backstage-plugin-delivery-common';
import { Age } from '../status/Age';
import { CountBadge } from '../status/CountBadge';
import { Panel } from '../status/Panel';
import { StatusMark } from '../status/StatusMark';
import { isGitlab } from './isGitlab';
import { runLook } from './runLook';
import { deliveryTranslationRef } from '../translation';
import styles from './runs.module.css';

/** Open pull requests with the result of their newest pipeline run. */
export function PullRequests(props: {
  pullRequests: readonly PullRequest[];
  runs: readonly PipelineRun[];
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { pullRequests, runs } = props;
  return (
    <Panel
      title={t('delivery.pullRequests.title')}
      aside={<CountBadge count={pullRequests.length} />}
    >
      {pullRequests.length === 0 && (
        <p className={styles.empty}>{t('delivery.pullRequests.empty')}</p>
      )}
      <ul className={styles.pullRequests}>
        {pullRequests.map(pullRequest => {
          const run = runs.find(one => checks(one, pullRequest));
          const mark = isGitlab(pullRequest.url) ? '!' : '#';
          const number = `${mark}${pullRequest.number}`;
          return (
            <li key={pullRequest.number}>
              <div className={styles.grow}>
                <div className={styles.ellipsis} title={pullRequest.title}>
                  {pullRequest.url ? (
                    <a href={pullRequest.url} target="_blank" rel="noreferrer">
                      {number}
                    </a>
                  ) : (
                    number
                  )}{' '}
                  {pullRequest.title}
                </div>
                <div className={`${styles.mono} ${styles.ellipsis}`}>
                  {pullRequest.branch}
                </div>
                <div className={styles.quiet}>{pullRequest.author}</div>
              </div>
              <div className={styles.right}>
                {run ? (
                  <StatusMark {...runLook[run.state]}>{run.result}</StatusMark>
                ) : (
                  <StatusMark shape="not-started" tone="muted">
                    {t('delivery.pullRequests.noRun')}
                  </StatusMark>
                )}
                <span className={styles.quiet}>
                  {pullRequest.draft && (
                    <>{t('delivery.pullRequests.draft')} · </>
                  )}
                  {t('delivery.pullRequests.opened')}{' '}
                  <Age at={pullRequest.createdAt} />
                </span>
              </div>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

/** Whether a run is about a pull request. Some pipelines run for its branch and do not know of it. */
function checks(run: PipelineRun, { number, branch, commit }: PullRequest) {
  return run.pullRequest === undefined
    ? run.branch === branch && run.commit === commit
    : run.pullRequest === number;
}
