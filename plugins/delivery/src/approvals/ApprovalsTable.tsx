import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { BgProvider } from '@backstage/ui';
import { PromotionView } from '@fairway/backstage-plugin-delivery-common';
import { useEffect, useRef, useState } from 'react';
import { isTyping } from '../status/SearchBox';
import { ApprovalRow } from './ApprovalRow';
import { approvalsTranslationRef } from './approvalsTranslation';
import { InboxRow } from './useInboxRows';
import { useViewerRef } from './useViewerRef';
import styles from './approvals.module.css';

/**
 * The inbox. One row is open at a time, and it has the only primary action. Up and down move between the rows, `a` puts
 * the focus on Approve and `x` on the comment; neither decides by itself.
 */
export function ApprovalsTable(props: {
  rows: InboxRow[];
  isBusy: boolean;
  isDecidedList: boolean;
  open: string | undefined;
  onOpen: (id: string | undefined) => void;
  onDecided: (promotion: PromotionView) => void;
  onConflict: () => void;
}) {
  const { t } = useTranslationRef(approvalsTranslationRef);
  const viewerRef = useViewerRef();
  const root = useRef<HTMLElement>(null);
  // Kept outside of the rows, so that closing one or reading the list again loses nothing that was typed.
  const [drafts, setDrafts] = useState<ReadonlyMap<string, string>>(new Map());

  useEffect(() => {
    const table = root.current;
    const onKeyDown = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey) {
        return;
      }
      const target = table && keyTarget(table, event);
      if (target) {
        event.preventDefault();
        target.focus();
      }
    };
    table?.addEventListener('keydown', onKeyDown);
    return () => table?.removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <section
      ref={root}
      className={styles.card}
      aria-label={t('table.label')}
      aria-busy={props.isBusy}
    >
      <BgProvider bg="neutral-1">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col" className={styles.number}>
                {t(props.isDecidedList ? 'table.ended' : 'table.waiting')}
              </th>
              <th scope="col">{t('table.risk')}</th>
              <th scope="col">{t('table.service')}</th>
              <th scope="col">{t('table.release')}</th>
              <th scope="col" className={styles.wide}>
                {t('table.requester')}
              </th>
              <th scope="col" className={styles.gatesCell}>
                {t('table.gates')}
              </th>
              <th scope="col" className={styles.number}>
                {t('table.approvals')}
              </th>
              <th scope="col">
                <span className={styles.hidden}>{t('table.decision')}</span>
              </th>
            </tr>
          </thead>
          {props.rows.map(row => (
            <ApprovalRow
              key={row.promotion.id}
              row={row}
              viewerRef={viewerRef}
              isOpen={props.open === row.promotion.id && !row.left}
              onToggle={() =>
                props.onOpen(
                  props.open === row.promotion.id
                    ? undefined
                    : row.promotion.id,
                )
              }
              comment={drafts.get(row.promotion.id) ?? ''}
              onComment={comment =>
                setDrafts(all => new Map(all).set(row.promotion.id, comment))
              }
              onDecided={props.onDecided}
              onConflict={props.onConflict}
            />
          ))}
        </table>
      </BgProvider>
    </section>
  );
}

/** What a key of the table puts the focus on. */
function keyTarget(
  root: HTMLElement,
  event: KeyboardEvent,
): HTMLElement | undefined {
  if (event.key === 'a') {
    return (
      root.querySelector<HTMLElement>('[data-key="a"] button') ?? undefined
    );
  }
  if (event.key === 'x') {
    return (
      root.querySelector<HTMLElement>('[data-key="x"] textarea') ?? undefined
    );
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const toggles = [
    ...root.querySelectorAll<HTMLElement>('[data-key="row"] button'),
  ];
  const at = toggles.findIndex(toggle => toggle === event.target);
  return step === undefined || at < 0 ? undefined : toggles[at + step];
}
