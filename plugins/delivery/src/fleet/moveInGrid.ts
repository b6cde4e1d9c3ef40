export type GridPosition = { row: number; column: number };

export type GridSize = { rows: number; columns: number };

const pageOfRows = 10;

/**
 * Where a key leads in a grid, or undefined if the key is none of the grid's. Keys are those of the ARIA grid pattern.
 */
export function moveInGrid(
  from: GridPosition,
  size: GridSize,
  key: { key: string; ctrlKey: boolean },
): GridPosition | undefined {
  const { row, column } = from;
  switch (key.key) {
    case 'ArrowUp':
      return within(size, row - 1, column);
    case 'ArrowDown':
      return within(size, row + 1, column);
    case 'ArrowLeft':
      return within(size, row, column - 1);
    case 'ArrowRight':
      return within(size, row, column + 1);
    case 'PageUp':
      return within(size, row - pageOfRows, column);
    case 'PageDown':
      return within(size, row + pageOfRows, column);
    case 'Home':
      return within(size, key.ctrlKey ? 0 : row, 0);
    case 'End':
      return within(size, key.ctrlKey ? size.rows - 1 : row, size.columns - 1);
    default:
      return undefined;
  }
}

function within(size: GridSize, row: number, column: number): GridPosition {
  return {
    row: Math.max(0, Math.min(row, size.rows - 1)),
    column: Math.max(0, Math.min(column, size.columns - 1)),
  };
}
