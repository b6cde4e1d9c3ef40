import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { BgProvider, Button } from '@backstage/ui';
import { ApprovalsScope } from './approvalsFilters';
import { approvalsTranslationRef } from './approvalsTranslation';
import styles from './approvals.module.css';

/** An empty inbox is good news; an empty search is not. */
export function ApprovalsEmpty(props: {
  scope: ApprovalsScope;
  isNarrowed: boolean;
  onClear: () => void;
  onShowWaiting: () => void;
}) {
  const { t } = useTranslationRef(approvalsTranslationRef);
  if (props.isNarrowed) {
    return (
      <section className={styles.empty}>
        <b>{t('empty.noMatch')}</b>
        <BgProvider bg="neutral-1">
          {' '}
          <Button variant="secondary" onPress={props.onClear}>
            {t('empty.clear')}
          </Button>
        </BgProvider>
      </section>
    );
  }
  return (
    <section className={styles.empty}>
      <b>{t(`empty.${props.scope}`)}</b>
      {props.scope === 'mine' && (
        <BgProvider bg="neutral-1">
          {' '}
          <Button variant="secondary" onPress={props.onShowWaiting}>
            {t('empty.showWaiting')}
          </Button>
        </BgProvider>
      )}
    </section>
  );
}
