import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, TextAreaField } from '@backstage/ui';
import { PromotionView } from '@fairway/backstage-plugin-delivery-common';
import { useEffect, useRef, useState } from 'react';
import { deliveryApiRef } from '../api/deliveryApiRef';
import { errorText } from '../api/errorText';
import { Note } from '../status/Note';
import { approvalsTranslationRef } from './approvalsTranslation';
import styles from './approvals.module.css';

/** Takes a promotion back, with a reason. */
export function CancelPromotion(props: {
  promotion: PromotionView;
  onCancelled: (promotion: PromotionView) => void;
}) {
  const { promotion } = props;
  const { t } = useTranslationRef(approvalsTranslationRef);
  const api = useApi(deliveryApiRef);
  const form = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string>();
  const [refusal, setRefusal] = useState<string>();
  const [isPending, setPending] = useState(false);

  useEffect(() => {
    if (isOpen) {
      form.current?.querySelector('textarea')?.focus();
    }
  }, [isOpen]);

  if (!isOpen) {
    return (
      <Button size="small" variant="secondary" onPress={() => setOpen(true)}>
        {t('cancel.open')}
      </Button>
    );
  }

  const cancel = async () => {
    if (!reason.trim()) {
      setProblem(t('cancel.needReason'));
      return;
    }
    setPending(true);
    setRefusal(undefined);
    try {
      props.onCancelled(
        await api.cancelPromotion(promotion.id, { reason: reason.trim() }),
      );
    } catch (error) {
      setRefusal(errorText(error));
      setPending(false);
    }
  };

  return (
    <div className={styles.cancel} ref={form}>
      <TextAreaField
        label={t('cancel.reason')}
        rows={2}
        value={reason}
        onChange={text => {
          setReason(text);
          setProblem(undefined);
        }}
        validationBehavior="aria"
        validate={() => problem}
      />
      {refusal && (
        <Note shape="failed" tone="bad" role="alert">
          <b>{t('cancel.refused')}</b> {refusal}
        </Note>
      )}
      <div className={styles.buttons}>
        <Button variant="secondary" isPending={isPending} onPress={cancel}>
          {t('cancel.confirm', { version: promotion.release.version })}
        </Button>
        <Button variant="tertiary" onPress={() => setOpen(false)}>
          {t('cancel.keep')}
        </Button>
      </div>
    </div>
  );
}
