import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { BgProvider, ButtonIcon } from '@backstage/ui';
import {
  SecurityView,
  ServiceName,
} from '@fairway/backstage-plugin-delivery-common';
import {
  RiArrowDownSLine,
  RiArrowUpSLine,
  RiCloseLine,
} from '@remixicon/react';
import { useEffect, useRef } from 'react';
import { useFinding } from '../api/useSecurity';
import { Age } from '../status/Age';
import { ReadError } from '../status/ReadError';
import { SeverityMark } from '../status/SeverityMark';
import { SkeletonRows } from '../status/SkeletonRows';
import { FindingClockNote } from './FindingClockNote';
import { FindingFix } from './FindingFix';
import { FindingHistory } from './FindingHistory';
import { FindingWhere } from './FindingWhere';
import { FindingWitnesses } from './FindingWitnesses';
import { TriageForm } from './TriageForm';
import { securityTranslationRef } from './securityTranslation';
import { TriageDraft as Draft } from './triageDraft';
import styles from './security.module.css';

/** One finding beside the table: not modal, the table stays usable. */
export function FindingDrawer(props: {
  service: ServiceName;
  view: SecurityView;
  id: string;
  position: { at: number; total: number } | undefined;
  draft: Draft | undefined;
  onDraft: (draft: Draft | undefined) => void;
  onStep: (step: 1 | -1) => void;
  onClose: () => void;
  onDecided: () => void;
}) {
  const { position } = props;
  const { t } = useTranslationRef(securityTranslationRef);
  const { data, error, refresh } = useFinding(props.service, props.id);
  const title = useRef<HTMLHeadingElement>(null);
  // The answer to an earlier choice stays until the new one is there; it must not be triaged by mistake.
  const finding = data?.id === props.id ? data : undefined;

  useEffect(() => {
    title.current?.focus();
  }, []);

  return (
    <BgProvider bg="neutral-1">
      <div
        className={styles.drawer}
        role="dialog"
        aria-modal="false"
        aria-labelledby="finding-title"
      >
        <header className={styles.drawerHead}>
          {finding && <SeverityMark severity={finding.severity} />}
          <span className={styles.spring} />
          {position && (
            <span className={styles.second}>
              {t('drawer.position', {
                at: String(position.at),
                total: String(position.total),
              })}
            </span>
          )}
          <ButtonIcon
            size="small"
            variant="secondary"
            aria-label={t('drawer.previous')}
            icon={<RiArrowUpSLine />}
            onPress={() => props.onStep(-1)}
          />
          <ButtonIcon
            size="small"
            variant="secondary"
            aria-label={t('drawer.next')}
            icon={<RiArrowDownSLine />}
            onPress={() => props.onStep(1)}
          />
          <ButtonIcon
            size="small"
            variant="secondary"
            aria-label={t('drawer.close')}
            icon={<RiCloseLine />}
            onPress={props.onClose}
          />
        </header>
        <div className={styles.drawerBody}>
          <div aria-live="polite">
            <h2 id="finding-title" ref={title} tabIndex={-1}>
              {finding?.title ?? t('drawer.loading')}
            </h2>
            {finding && (
              <p className={styles.second}>
                <span className={styles.mono}>{finding.rule}</span>
                {finding.identifiers
                  .filter(name => name !== finding.rule)
                  .map(name => ` · ${name}`)}
                {' · '}
                {t('drawer.firstSeen')} <Age at={finding.firstSeenAt} />
              </p>
            )}
          </div>
          {!finding && !error && <SkeletonRows rows={6} height={32} />}
          {!finding && error && (
            <ReadError
              what={t('drawer.subject')}
              error={error}
              onRetry={refresh}
            />
          )}
          {finding && (
            <>
              <FindingClockNote
                finding={finding}
                clockDays={props.view.clockDays}
              />
              <FindingWhere finding={finding} />
              <FindingFix finding={finding} />
              <FindingWitnesses finding={finding} />
              <TriageForm
                key={`${finding.id} ${finding.history.length}`}
                service={props.service}
                finding={finding}
                draft={props.draft}
                onDraft={props.onDraft}
                onDecided={() => {
                  refresh();
                  props.onDecided();
                }}
              />
              <FindingHistory finding={finding} />
            </>
          )}
        </div>
      </div>
    </BgProvider>
  );
}
