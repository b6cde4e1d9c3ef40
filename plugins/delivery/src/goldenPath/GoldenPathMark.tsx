import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { catalogApiRef, useEntity } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import useSWR from 'swr';
import { Chip } from '../status/Chip';
import { deliveryTranslationRef } from '../translation';
import { goldenPathVersionOf, templateRefOf } from './goldenPathOf';
import { upgradeRouteRef } from './upgradeRouteRef';
import styles from './goldenPath.module.css';

/** How far a service is behind the golden path, and the way to catch up. Nothing for services that are not on it. */
export function GoldenPathMark() {
  const { entity } = useEntity();
  const version = goldenPathVersionOf(entity);
  return version === undefined ? null : (
    <VersionMark entity={entity} version={version} />
  );
}

function VersionMark(props: { entity: Entity; version: number }) {
  const { entity, version } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const catalog = useApi(catalogApiRef);
  const templateRef = templateRefOf(entity);
  const { data: template } = useSWR(['golden-path', templateRef], () =>
    catalog.getEntityByRef(templateRef),
  );
  const newest = goldenPathVersionOf(template);
  const text = t('goldenPath.version', { version: String(version) });
  // Without the template nobody knows whether there is a newer version, so nothing is said about it.
  if (newest === undefined) {
    return <span className={styles.quiet}>{text}</span>;
  }
  if (newest <= version) {
    return (
      <span className={styles.quiet}>
        {text}, {t('goldenPath.newest')}
      </span>
    );
  }
  return (
    <span className={styles.behind}>
      <Chip
        shape="commit"
        tone="info"
        title={t('goldenPath.behindTitle', { newest: String(newest) })}
      >
        {text}, {t('goldenPath.behind', { count: newest - version })}
      </Chip>
      <UpgradeLink entity={entity} />
    </span>
  );
}

function UpgradeLink(props: { entity: Entity }) {
  const { entity } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const templateLink = useRouteRef(upgradeRouteRef);
  if (!templateLink) {
    return null;
  }
  const form = new URLSearchParams({
    formData: JSON.stringify({ service: stringifyEntityRef(entity) }),
  });
  const address = templateLink({
    namespace: 'default',
    templateName: 'upgrade-golden-path',
  });
  return (
    <Link
      href={`${address}?${form}`}
      aria-label={t('goldenPath.upgradeLabel', { name: entity.metadata.name })}
    >
      {t('goldenPath.upgrade')}
    </Link>
  );
}
