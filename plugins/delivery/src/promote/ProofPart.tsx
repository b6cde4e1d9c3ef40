import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  GateState,
  PromotionPreview,
  gateStateSchema,
} from '@fairway/backstage-plugin-delivery-common';
import { Fragment } from 'react';
import { PersonName } from '../status/PersonName';
import { StatusMark } from '../status/StatusMark';
import { StatusShape } from '../status/StatusShape';
import { DialogSection } from './DialogSection';
import { GateList } from './GateList';
import { deliveryTranslationRef } from '../translation';
import styles from './promote.module.css';

/** Is it proven, how risky is it, and who decides. */
export function ProofPart(props: { preview: PromotionPreview }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { gates, kind, risk } = props.preview;
  const counts = gateStateSchema.options.flatMap((state: GateState) => {
    const count = gates.filter(gate => gate.state === state).length;
    return count > 0
      ? [t(`promote.gates.count.${state}`, { number: String(count) })]
      : [];
  });
  return (
    <>
      <DialogSection
        title={t('promote.gates.title')}
        aside={<span className={styles.quiet}>{counts.join(', ')}</span>}
      >
        {gates.length === 0 ? (
          <p className={styles.quiet}>
            {t(
              kind === 'rollback'
                ? 'promote.gates.rollback'
                : 'promote.gates.none',
            )}
          </p>
        ) : (
          <GateList gates={gates} />
        )}
      </DialogSection>
      {risk.reasons.length > 0 && (
        <DialogSection
          title={t('promote.risk.title')}
          aside={
            <StatusMark
              shape={risk.level === 'low' ? 'info' : 'degraded'}
              tone={risk.level === 'low' ? 'muted' : 'warn'}
              size={14}
            >
              {t(`promote.risk.level.${risk.level}`)}
            </StatusMark>
          }
        >
          <ul className={styles.reasons}>
            {risk.reasons.map(reason => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </DialogSection>
      )}
      <DialogSection title={t('promote.approval.title')}>
        <ApprovalSentence preview={props.preview} />
      </DialogSection>
    </>
  );
}

function ApprovalSentence(props: { preview: PromotionPreview }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { count, from, notAuthor, notRequester } = props.preview.approvalPolicy;
  if (count === 0) {
    return <p className={styles.quiet}>{t('promote.approval.none')}</p>;
  }
  const limits = [
    notRequester && t('promote.approval.notRequester'),
    notAuthor && t('promote.approval.notAuthor'),
  ].filter(Boolean);
  return (
    <div className={styles.approval}>
      <StatusShape shape="person" />
      <div>
        <b>{t('promote.approval.count', { count })}</b>{' '}
        {from.length === 0
          ? t('promote.approval.anyone')
          : t('promote.approval.from')}{' '}
        {from.map((entityRef, index) => (
          <Fragment key={entityRef}>
            {index > 0 && ` ${t('promote.approval.or')} `}
            <PersonName entityRef={entityRef} />
          </Fragment>
        ))}
        <div className={styles.quiet}>{limits.join(' ')}</div>
      </div>
    </div>
  );
}
