import { moveInGrid } from './moveInGrid';

const size = { rows: 30, columns: 5 };
const press = (
  row: number,
  column: number,
  key: string,
  ctrlKey: boolean = false,
) => moveInGrid({ row, column }, size, { key, ctrlKey });

describe('moveInGrid', () => {
  it('moves by one cell and stops at the edges', () => {
    expect(press(3, 2, 'ArrowDown')).toEqual({ row: 4, column: 2 });
    expect(press(3, 2, 'ArrowLeft')).toEqual({ row: 3, column: 1 });
    expect(press(0, 0, 'ArrowUp')).toEqual({ row: 0, column: 0 });
    expect(press(29, 4, 'ArrowRight')).toEqual({ row: 29, column: 4 });
  });

  it('moves by ten rows with the page keys', () => {
    expect(press(3, 2, 'PageDown')).toEqual({ row: 13, column: 2 });
    expect(press(3, 2, 'PageUp')).toEqual({ row: 0, column: 2 });
  });

  it('goes to the ends of the row, and with Ctrl to the ends of the grid', () => {
    expect(press(3, 2, 'End')).toEqual({ row: 3, column: 4 });
    expect(press(3, 2, 'End', true)).toEqual({ row: 29, column: 4 });
    expect(press(3, 2, 'Home', true)).toEqual({ row: 0, column: 0 });
  });

  it('leaves every other key to the page', () => {
    expect(press(3, 2, 'Enter')).toBeUndefined();
    expect(press(3, 2, 'j')).toBeUndefined();
  });
});
