import { useApi } from '@backstage/frontend-plugin-api';
import { PromotionView } from '@fairway/backstage-plugin-delivery-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { deliveryApiRef } from '../api/deliveryApiRef';

const STAY_MS = 5_000;

/** A row of the inbox; `left` says that it was just decided and goes in a moment. */
export type InboxRow = { promotion: PromotionView; left: boolean };

/**
 * The rows of the list, and for five seconds those that just left it: with what became of them, at the place where they
 * were. Nothing vanishes under the hand of somebody who is about to decide.
 */
export function useInboxRows(
  listed: PromotionView[] | undefined,
  listName: string,
): { rows: InboxRow[]; decided: (promotion: PromotionView) => void } {
  const api = useApi(deliveryApiRef);
  const [leaving, setLeaving] = useState<
    { promotion: PromotionView; index: number; list: string }[]
  >([]);
  const previous = useRef<{ list: string; rows: PromotionView[] }>();
  const leavingIds = useRef(new Set<string>());
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());

  const leave = useCallback(
    (promotion: PromotionView, index: number, list: string) => {
      leavingIds.current.add(promotion.id);
      setLeaving(rows => [
        ...rows.filter(row => row.promotion.id !== promotion.id),
        { promotion, index, list },
      ]);
      const timer = setTimeout(() => {
        timers.current.delete(timer);
        leavingIds.current.delete(promotion.id);
        setLeaving(rows =>
          rows.filter(row => row.promotion.id !== promotion.id),
        );
      }, STAY_MS);
      timers.current.add(timer);
    },
    [],
  );

  useEffect(() => {
    const running = timers.current;
    return () => {
      for (const timer of running) {
        clearTimeout(timer);
      }
    };
  }, []);

  useEffect(() => {
    if (!listed) {
      return;
    }
    const before = previous.current;
    previous.current = { list: listName, rows: listed };
    if (before?.list !== listName) {
      return;
    }
    const present = new Set(listed.map(({ id }) => id));
    before.rows.forEach((gone, index) => {
      // What the viewer just decided leaves with what the server answered to that.
      if (present.has(gone.id) || leavingIds.current.has(gone.id)) {
        return;
      }
      api
        .getPromotion(gone.id)
        // Without an answer the row still says that it no longer waits.
        .catch(() => gone)
        .then(promotion => leave(promotion, index, listName));
    });
  }, [api, listed, listName, leave]);

  const decided = useCallback(
    (promotion: PromotionView) => {
      const index = previous.current?.rows.findIndex(
        row => row.id === promotion.id,
      );
      leave(promotion, Math.max(0, index ?? 0), listName);
    },
    [leave, listName],
  );

  const rows: InboxRow[] = (listed ?? []).map(promotion => {
    const left = leaving.find(row => row.promotion.id === promotion.id);
    return { promotion: left?.promotion ?? promotion, left: Boolean(left) };
  });
  const gone = leaving
    .filter(
      row =>
        row.list === listName &&
        !rows.some(({ promotion }) => promotion.id === row.promotion.id),
    )
    .sort((one, other) => one.index - other.index);
  for (const row of gone) {
    rows.splice(row.index, 0, { promotion: row.promotion, left: true });
  }
  return { rows, decided };
}
