import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  PromotionPreview,
  ServiceView,
} from '@fairway/backstage-plugin-delivery-common';
import { useEffect, useState } from 'react';
import { v4 as uuid } from 'uuid';
import { deliveryApiRef } from '../api/deliveryApiRef';
import { isConflict } from '../api/errorText';
import { useAnnounce } from '../api/useAnnounce';
import { Read } from '../api/useRead';
import { useSubmit } from './useSubmit';
import { deliveryTranslationRef } from '../translation';

/** What a person typed and decided in the dialog, and what may be done with it. */
export type PromoteFormState = {
  reason: string;
  setReason: (reason: string) => void;
  overridesFreeze: boolean;
  setOverridesFreeze: (overrides: boolean) => void;
  /** The manifests got a new commit since the person looked at them. */
  hasChanged: boolean;
  lookAgain: () => void;
  /** Why it cannot be confirmed yet; undefined if it can. */
  unavailable: string | undefined;
  isPending: boolean;
  error: unknown;
  confirm: () => void;
  asksDiscard: boolean;
  keepWriting: () => void;
  leave: () => void;
};

/** State of one opened promote or roll back dialog. */
export function usePromoteForm(options: {
  service: ServiceView;
  environment: string;
  kind: 'promote' | 'rollback';
  preview: Read<PromotionPreview>;
  onClose: () => void;
  onDone: () => void;
}): PromoteFormState {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const api = useApi(deliveryApiRef);
  const announce = useAnnounce();
  const { environment, kind, onClose, preview, service } = options;
  const [reason, setReason] = useState('');
  const [overridesFreeze, setOverridesFreeze] = useState(false);
  const [asksDiscard, setAsksDiscard] = useState(false);
  // One key per opened dialog: pressing twice, or again after a lost answer, cannot request twice.
  const [idempotencyKey] = useState(() => uuid());
  const [seenCommit, setSeenCommit] = useState<string>();
  const { isPending, error, submit } = useSubmit();

  const currentCommit = preview.data?.manifests.baseCommit;
  useEffect(() => {
    setSeenCommit(seen => seen ?? currentCommit);
  }, [currentCommit]);
  const hasChanged = seenCommit !== undefined && seenCommit !== currentCommit;

  const typed = reason.trim();
  const unavailable = whyNot();

  function whyNot(): string | undefined {
    const blocker = preview.data?.blockers[0];
    if (blocker) {
      return blocker.title;
    }
    if (hasChanged && preview.data) {
      return t('promote.changed.waits');
    }
    if (kind === 'rollback' && !typed) {
      return t('promote.reason.needed.rollback');
    }
    if (overridesFreeze && !typed) {
      return t('promote.reason.needed.override');
    }
    return undefined;
  }

  const confirm = () => {
    const release = preview.data?.release;
    if (unavailable !== undefined || !release) {
      return;
    }
    submit(async () => {
      try {
        await api.requestPromotion(service, {
          environment,
          releaseId: release.id,
          kind,
          reason: typed || undefined,
          seenManifestsCommit: seenCommit,
          idempotencyKey,
          overrideFreeze: overridesFreeze,
        });
      } catch (refused) {
        if (isConflict(refused)) {
          await preview.refresh();
        }
        throw refused;
      }
      announce(
        t(`promote.done.${kind}`, { version: release.version, environment }),
      );
      options.onDone();
      onClose();
    });
  };

  return {
    reason,
    setReason,
    overridesFreeze,
    setOverridesFreeze,
    hasChanged,
    lookAgain: () => setSeenCommit(currentCommit),
    unavailable,
    isPending,
    error,
    confirm,
    asksDiscard,
    keepWriting: () => setAsksDiscard(false),
    leave: () => {
      if (isPending) {
        return;
      }
      if (typed && !asksDiscard) {
        setAsksDiscard(true);
        return;
      }
      onClose();
    },
  };
}
