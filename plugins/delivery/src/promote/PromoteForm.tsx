import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, DialogBody, DialogFooter } from '@backstage/ui';
import { PromotionPreview } from '@fairway/backstage-plugin-delivery-common';
import { useId } from 'react';
import { ActionButton } from '../status/ActionButton';
import { Room } from '../status/Room';
import { sentence } from '../status/sentence';
import { BlockedPart } from './BlockedPart';
import { ChangesPart } from './ChangesPart';
import { DiscardQuestion } from './DiscardQuestion';
import { FromTo } from './FromTo';
import { ProofPart } from './ProofPart';
import { ReasonField } from './ReasonField';
import { StandsInTheWay } from './StandsInTheWay';
import { PromoteFormState } from './usePromoteForm';
import { deliveryTranslationRef } from '../translation';
import styles from './promote.module.css';

/** The order of answers: what will run, what stands in the way, what changes, is it proven, who decides, why. */
export function PromoteForm(props: {
  preview: PromotionPreview;
  kind: 'promote' | 'rollback';
  form: PromoteFormState;
  onChoose: (releaseId: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const explanationId = useId();
  const { form, kind, preview } = props;
  const isBlocked = preview.blockers.length > 0;

  return (
    <>
      <DialogBody>
        <Room className={styles.stack}>
          <FromTo
            preview={preview}
            isBlocked={isBlocked}
            onChoose={props.onChoose}
          />
          <StandsInTheWay preview={preview} kind={kind} form={form} />
          {isBlocked ? (
            <BlockedPart preview={preview} onChoose={props.onChoose} />
          ) : (
            <div className={styles.columns}>
              <ChangesPart preview={preview} />
              <div className={styles.stack}>
                <ProofPart preview={preview} />
                <ReasonField
                  value={form.reason}
                  isNeeded={kind === 'rollback' || form.overridesFreeze}
                  onChange={form.setReason}
                  onConfirm={form.confirm}
                />
              </div>
            </div>
          )}
        </Room>
      </DialogBody>
      <DialogFooter className={styles.footer}>
        {form.asksDiscard ? (
          <DiscardQuestion
            onKeep={form.keepWriting}
            onDiscard={props.onClose}
          />
        ) : (
          <>
            <p id={explanationId} className={styles.explanation}>
              {form.unavailable
                ? sentence(form.unavailable)
                : t('promote.serverChecks')}
            </p>
            <Button variant="secondary" onPress={props.onClose}>
              {t('promote.close')}
            </Button>
            <ActionButton
              variant="primary"
              isPending={form.isPending}
              unavailable={form.unavailable}
              describedBy={explanationId}
              onPress={form.confirm}
            >
              {t(`promote.confirm.${confirmVerb(props)}`)}
            </ActionButton>
          </>
        )}
      </DialogFooter>
    </>
  );
}

function confirmVerb(props: {
  preview: PromotionPreview;
  kind: 'promote' | 'rollback';
  form: PromoteFormState;
}) {
  const needsApproval = props.preview.approvalPolicy.count > 0;
  if (props.kind === 'rollback') {
    return needsApproval ? 'requestRollback' : 'rollback';
  }
  if (props.form.overridesFreeze) {
    return 'override';
  }
  return needsApproval ? 'requestPromotion' : 'promote';
}
