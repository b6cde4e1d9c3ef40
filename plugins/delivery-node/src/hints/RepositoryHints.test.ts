import { RepositoryHints } from './RepositoryHints';

const HOUR = 60 * 60;
const never = new AbortController().signal;
const soon = () => Date.now() + 20_000;

jest.setTimeout(30_000);

describe('RepositoryHints', () => {
  it('tells each name once, however it is written', async () => {
    const hints = RepositoryHints.create();
    hints.add('Acme/Checkout-API');
    hints.add('acme/checkout-api');
    hints.add('acme/catalogue');
    expect(await hints.next(soon(), never)).toEqual(
      new Set(['acme/checkout-api', 'acme/catalogue']),
    );
    expect(await hints.next(Date.now(), never)).toEqual(new Set());
  });

  it('waits for a hint, and no longer than it is told', async () => {
    const hints = RepositoryHints.create();
    const heard = hints.next(soon(), never);
    hints.add('acme/catalogue');
    expect(await heard).toEqual(new Set(['acme/catalogue']));
    expect(await hints.next(Date.now() + 1, never)).toEqual(new Set());
    expect(await hints.next(soon(), AbortSignal.abort())).toEqual(new Set());
  });

  it('keeps looks apart where anybody may send hints, for each name alone', async () => {
    const hints = RepositoryHints.create({ leastSeconds: HOUR });
    hints.add('acme/catalogue');
    expect(await hints.next(soon(), never)).toEqual(
      new Set(['acme/catalogue']),
    );
    hints.add('acme/catalogue');
    hints.add('acme/checkout-api');
    expect(await hints.next(soon(), never)).toEqual(
      new Set(['acme/checkout-api']),
    );
  });

  it('loses no hint that came too early', async () => {
    const hints = RepositoryHints.create({ leastSeconds: 0.3 });
    hints.add('acme/catalogue');
    await hints.next(soon(), never);
    hints.add('acme/catalogue');
    expect(await hints.next(soon(), never)).toEqual(
      new Set(['acme/catalogue']),
    );
  });
});
