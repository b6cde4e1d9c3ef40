import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Dialog, DialogBody, DialogHeader } from '@backstage/ui';
import { ServiceView } from '@fairway/backstage-plugin-delivery-common';
import { useState } from 'react';
import { usePromotionPreview } from '../api/usePromotionPreview';
import { ReadError } from '../status/ReadError';
import { Room } from '../status/Room';
import { SkeletonRows } from '../status/SkeletonRows';
import { PromoteForm } from './PromoteForm';
import { usePromoteForm } from './usePromoteForm';
import { deliveryTranslationRef } from '../translation';
import styles from './promote.module.css';

/** Promote or roll back: shows what would change and what proves it before anything is asked for. */
export function PromoteDialog(props: {
  service: ServiceView;
  environment: string;
  kind: 'promote' | 'rollback';
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { environment, kind, onClose, service } = props;
  const [releaseId, setReleaseId] = useState<string>();
  const preview = usePromotionPreview(service, {
    environment,
    releaseId,
    kind,
  });
  const form = usePromoteForm({ ...props, preview });
  const isBlocked = (preview.data?.blockers.length ?? 0) > 0;

  return (
    <Dialog
      isOpen
      onOpenChange={isOpen => !isOpen && form.leave()}
      width={isBlocked ? 480 : 960}
    >
      <DialogHeader>
        {t(`promote.title.${kind}`, { service: service.name, environment })}
      </DialogHeader>
      {preview.data ? (
        <PromoteForm
          preview={preview.data}
          kind={kind}
          form={form}
          onChoose={setReleaseId}
          onClose={onClose}
        />
      ) : (
        <DialogBody>
          <Room className={styles.checking}>
            {preview.error ? (
              <ReadError
                what={t('promote.checking').toLocaleLowerCase('en-US')}
                error={preview.error}
                onRetry={preview.refresh}
              />
            ) : (
              <SkeletonRows rows={9} height={36} />
            )}
          </Room>
        </DialogBody>
      )}
    </Dialog>
  );
}
