import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, TextAreaField } from '@backstage/ui';
import { PromotionView } from '@fairway/backstage-plugin-delivery-common';
import { useRef, useState } from 'react';
import { deliveryApiRef } from '../api/deliveryApiRef';
import { errorText, isConflict } from '../api/errorText';
import { Note } from '../status/Note';
import { approvalsTranslationRef } from './approvalsTranslation';
import styles from './approvals.module.css';

type Decision = 'approved' | 'rejected';

/** Yes or no to one exact promotion. A refusal of the server is shown here, and what was typed stays. */
export function DecisionForm(props: {
  promotion: PromotionView;
  comment: string;
  onComment: (comment: string) => void;
  onDecided: (promotion: PromotionView) => void;
  onConflict: () => void;
}) {
  const { promotion, comment } = props;
  const { t } = useTranslationRef(approvalsTranslationRef);
  const api = useApi(deliveryApiRef);
  const field = useRef<HTMLDivElement>(null);
  const [pending, setPending] = useState<Decision>();
  const [problem, setProblem] = useState<string>();
  const [refusal, setRefusal] = useState<string>();

  const decide = async (decision: Decision) => {
    if (pending) {
      return;
    }
    if (decision === 'rejected' && !comment.trim()) {
      setProblem(t('decide.needComment'));
      field.current?.querySelector('textarea')?.focus();
      return;
    }
    setPending(decision);
    setProblem(undefined);
    setRefusal(undefined);
    try {
      props.onDecided(
        await api.decidePromotion(promotion.id, {
          decision,
          comment: comment.trim() || undefined,
        }),
      );
    } catch (error) {
      setRefusal(errorText(error));
      setPending(undefined);
      if (isConflict(error)) {
        props.onConflict();
      }
    }
  };

  const { version } = promotion.release;
  return (
    <div className={styles.column}>
      <div ref={field} data-key="x">
        <TextAreaField
          label={t('decide.comment')}
          secondaryLabel={t('decide.commentHint')}
          placeholder={t('decide.placeholder')}
          rows={2}
          maxLength={2000}
          value={comment}
          onChange={text => {
            props.onComment(text);
            setProblem(undefined);
          }}
          validationBehavior="aria"
          validate={() => problem}
        />
      </div>
      {refusal && (
        <Note shape="failed" tone="bad" role="alert">
          <b>{t('decide.refused')}</b> {refusal}
        </Note>
      )}
      <div className={styles.buttons}>
        <span data-key="a">
          <Button
            variant="primary"
            isPending={pending === 'approved'}
            onPress={() => decide('approved')}
          >
            {promotion.kind === 'promote'
              ? t('decide.approve', { version })
              : t('decide.approveRollback', { version })}
          </Button>
        </span>
        <Button
          variant="secondary"
          isPending={pending === 'rejected'}
          onPress={() => decide('rejected')}
        >
          {t('decide.reject')}
        </Button>
      </div>
    </div>
  );
}
