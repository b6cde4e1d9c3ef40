import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { BgProvider } from '@backstage/ui';
import { PromotionView } from '@fairway/backstage-plugin-delivery-common';
import { Link } from 'react-router-dom';
import { useServiceLink } from '../api/useServiceLink';
import { Age } from '../status/Age';
import { severityTone } from '../status/SeverityMark';
import { StatusIcon } from '../status/StatusMark';
import { gateLook } from './gateLook';
import { ApprovalList } from './ApprovalList';
import { DecisionForm } from './DecisionForm';
import { GateTallyMark } from './GateTallyMark';
import { PromotionChanges } from './PromotionChanges';
import { ApprovalStanding, standing } from './approvalStanding';
import { approvalsTranslationRef } from './approvalsTranslation';
import styles from './approvals.module.css';

/** Everything that a decision needs: what changes, why it is risky, what was proven, who has decided. */
export function ApprovalDetails(props: {
  promotion: PromotionView;
  standing: ApprovalStanding;
  comment: string;
  onComment: (comment: string) => void;
  onDecided: (promotion: PromotionView) => void;
  onConflict: () => void;
}) {
  const { promotion } = props;
  const { t } = useTranslationRef(approvalsTranslationRef);
  const serviceLink = useServiceLink();
  const { risk, gates, approvalPolicy } = promotion;
  return (
    <BgProvider bg="neutral-2">
      <div className={styles.details}>
        <div className={styles.column}>
          <PromotionChanges promotion={promotion} />
          {risk.reasons.length > 0 && (
            <section>
              <h3 className={styles.heading}>
                {t('details.whyRisk', {
                  level: t(`risk.${risk.level}`).toLowerCase(),
                })}
              </h3>
              <ul className={styles.lines}>
                {risk.reasons.map(reason => (
                  <li key={reason}>
                    <StatusIcon
                      shape={risk.level}
                      tone={severityTone[risk.level]}
                      label={t(`risk.${risk.level}`)}
                      size={12}
                    />
                    <span>{reason}</span>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
        <section>
          <h3 className={styles.heading}>
            {t('details.gates')}{' '}
            <span className={styles.second}>
              <GateTallyMark promotion={promotion} />
            </span>
          </h3>
          <ul className={styles.lines}>
            {gates.map(gate => (
              <li key={gate.id}>
                <StatusIcon {...gateLook[gate.state]} label={gate.state} />
                <span>
                  {gate.title}{' '}
                  <span className={styles.muted}>{gate.evidence}</span>
                </span>
                {gate.asOf && (
                  <span className={styles.second}>
                    <Age at={gate.asOf} bare />
                  </span>
                )}
              </li>
            ))}
          </ul>
        </section>
        <div className={styles.column}>
          <section>
            <h3 className={styles.heading}>
              {t('details.approvals')}{' '}
              <span className={styles.second}>
                {t('row.given', {
                  have: String(standing(promotion).length),
                  need: String(approvalPolicy.count),
                })}
              </span>
            </h3>
            <ApprovalList promotion={promotion} />
          </section>
          {promotion.outcome && (
            <p>
              <span className={styles.muted}>{t('details.outcome')}:</span>{' '}
              {promotion.outcome}
            </p>
          )}
          {props.standing.kind === 'decidable' && (
            <DecisionForm
              promotion={promotion}
              comment={props.comment}
              onComment={props.onComment}
              onDecided={props.onDecided}
              onConflict={props.onConflict}
            />
          )}
          <Link
            className={styles.openLink}
            to={serviceLink(
              promotion.serviceRef,
              'delivery',
              promotion.environment,
            )}
          >
            {t('details.open')}
          </Link>
        </div>
      </div>
    </BgProvider>
  );
}
