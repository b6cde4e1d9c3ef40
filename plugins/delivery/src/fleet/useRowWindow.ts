import { useVirtualizer, useWindowVirtualizer } from '@tanstack/react-virtual';
import { RefObject, useLayoutEffect, useState } from 'react';

const VIRTUAL_BEYOND = 100;
const ROW_HEIGHT = 54;
const OVERSCAN = 12;

/**
 * Which rows of a long table to render, and the space before and after them. Up to a hundred rows all are rendered. The
 * table scrolls with whatever scrolls the page: the window, or the nearest ancestor that does.
 */
export function useRowWindow(count: number, table: RefObject<HTMLElement>) {
  const isVirtual = count > VIRTUAL_BEYOND;
  const [scrolling, setScrolling] = useState<{
    parent: HTMLElement | undefined;
    margin: number;
  }>({ parent: undefined, margin: 0 });

  useLayoutEffect(() => {
    const element = table.current;
    if (isVirtual && element) {
      const parent = scrollingAncestor(element);
      const scrolled = parent ? parent.scrollTop : window.scrollY;
      const origin = parent ? parent.getBoundingClientRect().top : 0;
      setScrolling({
        parent,
        margin: element.getBoundingClientRect().top - origin + scrolled,
      });
    }
  }, [isVirtual, table]);

  const options = {
    count,
    estimateSize: () => ROW_HEIGHT,
    measureElement: (row: Element) =>
      row.getBoundingClientRect().height || ROW_HEIGHT,
    overscan: OVERSCAN,
    scrollMargin: scrolling.margin,
  };
  const ofWindow = useWindowVirtualizer({
    ...options,
    enabled: isVirtual && !scrolling.parent,
  });
  const ofParent = useVirtualizer<HTMLElement, Element>({
    ...options,
    enabled: isVirtual && Boolean(scrolling.parent),
    getScrollElement: () => scrolling.parent ?? null,
  });

  if (!isVirtual) {
    return {
      indexes: Array.from({ length: count }, (_, index) => index),
      before: 0,
      after: 0,
      measure: undefined,
      reveal: () => {},
    };
  }
  const virtualizer = scrolling.parent ? ofParent : ofWindow;
  const items = virtualizer.getVirtualItems();
  const first = items[0];
  const last = items[items.length - 1];
  return {
    indexes: items.map(item => item.index),
    before: first ? first.start - scrolling.margin : 0,
    after: last
      ? virtualizer.getTotalSize() - (last.end - scrolling.margin)
      : 0,
    measure: virtualizer.measureElement,
    reveal: (index: number) => virtualizer.scrollToIndex(index),
  };
}

function scrollingAncestor(element: HTMLElement): HTMLElement | undefined {
  for (
    let parent = element.parentElement;
    parent && parent !== document.body;
    parent = parent.parentElement
  ) {
    const { overflowY } = getComputedStyle(parent);
    if (overflowY === 'auto' || overflowY === 'scroll') {
      return parent;
    }
  }
  return undefined;
}
