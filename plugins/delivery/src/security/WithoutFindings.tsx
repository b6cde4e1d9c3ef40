import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { SecurityView } from '@fairway/backstage-plugin-delivery-common';
import { ReactNode } from 'react';
import { Age } from '../status/Age';
import { StatusShape } from '../status/StatusShape';
import { securityTranslationRef } from './securityTranslation';
import { SecurityKnowledge } from './securityKnowledge';
import styles from './security.module.css';

type Nothing = Exclude<SecurityKnowledge, { kind: 'findings' }>;

/** Four states that never look alike: none, never scanned, no permission, unreachable. */
export function WithoutFindings(props: {
  knowledge: Nothing;
  view: SecurityView | undefined;
}) {
  const { knowledge, view } = props;
  const { t } = useTranslationRef(securityTranslationRef);
  switch (knowledge.kind) {
    case 'none': {
      const complete = view?.scans.filter(scan => scan.complete) ?? [];
      const scanners = new Set(complete.map(scan => scan.scanner)).size;
      const newest = complete
        .map(scan => scan.at)
        .sort()
        .pop();
      return (
        <Statement
          kind="none"
          shape={<StatusShape shape="passed" size={20} />}
          title={t('without.none.title')}
        >
          {t('without.none.scanners', { count: scanners })}{' '}
          {newest && <Age at={newest} />}.
        </Statement>
      );
    }
    case 'never-scanned':
      return (
        <Statement
          kind="never"
          shape={<StatusShape shape="missing" size={20} />}
          title={t('without.never.title')}
        >
          {t('without.never.text')}
        </Statement>
      );
    case 'denied':
      return (
        <Statement
          kind="denied"
          shape={<StatusShape shape="denied" size={20} />}
          title={t('without.denied.title')}
        >
          {t('without.denied.text')}
        </Statement>
      );
    case 'unreachable':
      return (
        <Statement
          kind="unreachable"
          shape={<StatusShape shape="unreachable" size={20} />}
          title={t('without.unreachable.title')}
        >
          {t('without.unreachable.text', { source: knowledge.source.source })}
        </Statement>
      );
    default:
      return knowledge satisfies never;
  }
}

function Statement(props: {
  kind: 'none' | 'never' | 'denied' | 'unreachable';
  shape: ReactNode;
  title: string;
  children: ReactNode;
}) {
  return (
    <article className={styles.without} data-kind={props.kind}>
      <span className={styles.withoutShape}>{props.shape}</span>
      <h2>{props.title}</h2>
      <p>{props.children}</p>
    </article>
  );
}
