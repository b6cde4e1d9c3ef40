import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { PromotionPreview } from '@fairway/backstage-plugin-delivery-common';
import { errorText } from '../api/errorText';
import { ClockTime } from '../status/ClockTime';
import { Note } from '../status/Note';
import { sentence } from '../status/sentence';
import { PromoteFormState } from './usePromoteForm';
import { deliveryTranslationRef } from '../translation';
import styles from './promote.module.css';

/** Refusals, changes, blockers, freezes and what would be replaced: all that a person must know before reading on. */
export function StandsInTheWay(props: {
  preview: PromotionPreview;
  kind: 'promote' | 'rollback';
  form: PromoteFormState;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { form, kind, preview } = props;
  const { blockers, environment, freeze, supersedes } = preview;
  return (
    <>
      {form.error !== undefined && (
        <Note shape="failed" tone="bad" role="alert">
          <b>{t('promote.refused')}</b> {errorText(form.error)}
        </Note>
      )}
      {form.hasChanged && (
        <Note shape="info" tone="warn" role="alert">
          <b>{t('promote.changed.title')}</b> {t('promote.changed.text')}{' '}
          <Button size="small" variant="secondary" onPress={form.lookAgain}>
            {t('promote.changed.look')}
          </Button>
        </Note>
      )}
      {blockers.length > 0 && (
        <Note
          shape={preview.release.quarantine ? 'quarantine' : 'failed'}
          tone="bad"
        >
          <b>{sentence(blockers[0].title)}</b>{' '}
          {blockers[0].detail && sentence(blockers[0].detail)}
        </Note>
      )}
      {freeze && blockers.length === 0 && kind === 'promote' && (
        <Note shape="freeze" tone="warn">
          <b>
            {t('promote.freeze.title', { environment })}{' '}
            <ClockTime at={freeze.until} />.
          </b>{' '}
          {form.overridesFreeze
            ? t('promote.freeze.overridden')
            : t('promote.freeze.text')}{' '}
          <button
            type="button"
            className={styles.inlineButton}
            onClick={() => form.setOverridesFreeze(!form.overridesFreeze)}
          >
            {form.overridesFreeze
              ? t('promote.freeze.respect')
              : t('promote.freeze.override')}
          </button>
        </Note>
      )}
      {supersedes && blockers.length === 0 && (
        <Note shape="info" tone="info">
          <b>
            {t('promote.supersedes.title', {
              version: supersedes.release.version,
            })}
          </b>{' '}
          {t('promote.supersedes.text')}
        </Note>
      )}
      {kind === 'rollback' && blockers.length === 0 && (
        <Note shape="hold" tone="info">
          {t('promote.rollbackHold', { environment })}
        </Note>
      )}
    </>
  );
}
