import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { BgProvider, Button, ButtonLink } from '@backstage/ui';
import { createServiceRouteRef } from './createServiceRouteRef';
import { fleetTranslationRef } from './fleetTranslation';
import styles from './fleet.module.css';

/** Nothing to show: because nothing exists yet, or because nothing matches. */
export function FleetEmpty(props: {
  activeFilters: number;
  onClear: () => void;
}) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const createService = useRouteRef(createServiceRouteRef);
  if (props.activeFilters > 0) {
    return (
      <section className={styles.empty}>
        <b>{t('noMatch.title')}</b>
        <BgProvider bg="neutral-1">
          <Button variant="secondary" onPress={props.onClear}>
            {t('noMatch.clear', { count: props.activeFilters })}
          </Button>
        </BgProvider>
      </section>
    );
  }
  return (
    <section className={styles.empty}>
      <b>{t('empty.title')}</b>
      <p>{t('empty.hint')}</p>
      {createService && (
        <ButtonLink variant="primary" href={createService()}>
          {t('empty.create')}
        </ButtonLink>
      )}
    </section>
  );
}
