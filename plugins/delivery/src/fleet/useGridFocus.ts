import {
  FocusEvent,
  KeyboardEvent,
  RefObject,
  useEffect,
  useRef,
  useState,
} from 'react';
import { GridPosition, GridSize, moveInGrid } from './moveInGrid';

/**
 * One stop in the Tab order for a whole grid: arrows move between the cells, Enter follows the focused cell's link.
 * `reveal` brings a row into the document, if rows are rendered only where they are seen.
 */
export function useGridFocus(
  root: RefObject<HTMLElement>,
  size: GridSize,
  reveal: (row: number) => void,
) {
  const [position, setPosition] = useState<GridPosition>({ row: 0, column: 0 });
  const awaited = useRef<GridPosition>();
  const current = {
    row: Math.min(position.row, Math.max(0, size.rows - 1)),
    column: Math.min(position.column, Math.max(0, size.columns - 1)),
  };

  // The row may need one more render before it exists, so this looks after every one.
  useEffect(() => {
    if (awaited.current) {
      const target = root.current?.querySelector<HTMLElement>(
        `[data-grid="${nameOf(awaited.current)}"]`,
      );
      if (target) {
        awaited.current = undefined;
        target.focus();
      }
    }
  });

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const target = event.target;
    const from =
      target instanceof HTMLElement && positionOf(target.dataset.grid);
    if (!from) {
      return;
    }
    if (event.key === 'Enter' && target.tagName !== 'A') {
      target.closest('tr')?.querySelector('a')?.click();
      return;
    }
    const next = moveInGrid(from, size, event);
    if (next) {
      event.preventDefault();
      awaited.current = next;
      setPosition({ ...next });
      reveal(next.row);
    }
  };

  const onFocus = (event: FocusEvent<HTMLElement>) => {
    const focused = positionOf(event.target.dataset.grid);
    if (
      focused &&
      (focused.row !== current.row || focused.column !== current.column)
    ) {
      setPosition(focused);
    }
  };

  /** Spread on the one element of each cell that takes the focus. */
  const stop = (row: number, column: number) => ({
    'data-grid': nameOf({ row, column }),
    tabIndex: row === current.row && column === current.column ? 0 : -1,
  });

  return { onKeyDown, onFocus, stop };
}

/** What a cell spreads on its focusable element. */
export type GridStop = ReturnType<ReturnType<typeof useGridFocus>['stop']>;

function nameOf(position: GridPosition): string {
  return `${position.row}:${position.column}`;
}

function positionOf(name: string | undefined): GridPosition | undefined {
  const [row, column] = (name ?? '').split(':').map(Number);
  return Number.isInteger(row) && Number.isInteger(column)
    ? { row, column }
    : undefined;
}
