import {
  SecurityView,
  ServiceName,
} from '@fairway/backstage-plugin-delivery-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useFindings } from '../api/useSecurity';
import { isTyping } from '../status/SearchBox';
import { FindingDrawer } from './FindingDrawer';
import { FindingsPanel } from './FindingsPanel';
import { FindingsFilters, findingsQueryOf } from './findingsFilters';
import { TriageDraft } from './triageDraft';
import styles from './security.module.css';

const PAGE_SIZE = 50;

/** The table, and beside it the chosen finding. `j` and `k` step through, Esc closes and goes back to the row. */
export function FindingsSplit(props: {
  service: ServiceName;
  view: SecurityView;
  filters: FindingsFilters;
  onChange: (change: Partial<FindingsFilters>) => void;
  onClear: () => void;
  onDecided: () => void;
}) {
  const { service, view, filters, onChange } = props;
  const root = useRef<HTMLDivElement>(null);
  const [drafts, setDrafts] = useState<ReadonlyMap<string, TriageDraft>>(
    new Map(),
  );
  const read = useFindings(service, {
    ...findingsQueryOf(filters),
    limit: PAGE_SIZE,
  });
  const findings = read.pages?.flatMap(page => page.findings) ?? [];
  const open = filters.finding;
  const at = findings.findIndex(({ id }) => id === open);
  const previous = findings[at < 0 ? 0 : at - 1]?.id;
  const next = findings[at + 1]?.id;

  const step = (direction: 1 | -1) => {
    const target = direction === 1 ? next : previous;
    if (target) {
      onChange({ finding: target });
    }
  };
  const close = useCallback(() => {
    root.current
      ?.querySelector<HTMLElement>(`[data-finding="${CSS.escape(open ?? '')}"]`)
      ?.focus();
    onChange({ finding: undefined });
  }, [open, onChange]);

  useEffect(() => {
    if (!open) {
      return undefined;
    }
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey) {
        return;
      }
      if (event.key === 'Escape') {
        close();
      } else if (isTyping(event.target)) {
        return;
      } else if (event.key === 'j' && next) {
        onChange({ finding: next });
      } else if (event.key === 'k' && previous) {
        onChange({ finding: previous });
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [open, close, next, previous, onChange]);

  return (
    <div
      ref={root}
      className={styles.split}
      data-open={open !== undefined || undefined}
    >
      <FindingsPanel
        view={view}
        read={read}
        pageSize={PAGE_SIZE}
        filters={filters}
        onChange={onChange}
        onClear={props.onClear}
      />
      {open && (
        <FindingDrawer
          service={service}
          view={view}
          id={open}
          position={
            at >= 0 && read.pages
              ? { at: at + 1, total: read.pages[0].total }
              : undefined
          }
          draft={drafts.get(open)}
          onDraft={draft =>
            setDrafts(all => {
              const changed = new Map(all);
              if (draft) {
                changed.set(open, draft);
              } else {
                changed.delete(open);
              }
              return changed;
            })
          }
          onStep={step}
          onClose={close}
          onDecided={() => {
            read.refresh();
            props.onDecided();
          }}
        />
      )}
    </div>
  );
}
