import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { errorText, isDenied } from '../api/errorText';
import { deliveryTranslationRef } from '../translation';
import { Note } from './Note';

/** A read that failed: what is not known, why, and the way out. */
export function ReadError(props: {
  what: string;
  error: Error;
  onRetry: () => void;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  if (isDenied(props.error)) {
    return (
      <Note shape="denied" tone="plain" role="status">
        <b>{t('status.noPermission')}</b> {errorText(props.error)}
      </Note>
    );
  }
  return (
    <Note shape="unreachable" tone="warn" role="alert">
      <b>{t('status.couldNotRead', { what: props.what })}</b>{' '}
      {errorText(props.error)}{' '}
      <Button size="small" variant="secondary" onPress={props.onRetry}>
        {t('status.tryAgain')}
      </Button>
    </Note>
  );
}
