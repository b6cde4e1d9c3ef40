import { mockServices } from '@backstage/backend-test-utils';
import { until } from '../__testUtils__/DeliveryBench';
import {
  CoalescingServiceChanges,
  EVERY_SERVICE,
} from './CoalescingServiceChanges';

function bench(rebuild: (serviceRef: string) => Promise<void>) {
  const log: string[] = [];
  const changes = CoalescingServiceChanges.create({
    rebuild: async serviceRef => {
      await rebuild(serviceRef);
      log.push(`rebuilt ${serviceRef}`);
    },
    signals: {
      publish: async ({ message }) =>
        void log.push(`told ${JSON.stringify(message)}`),
    },
    logger: mockServices.logger.mock(),
    delayMilliseconds: 5,
    retryMilliseconds: 5,
  });
  return { log, changes };
}

const works = async () => undefined;
const told = (serviceRef: string, topic: string) =>
  `told ${JSON.stringify({ serviceRef, topic })}`;

describe('changes of services', () => {
  it('rebuilds once for many announcements, and tells pages afterwards', async () => {
    const { log, changes } = bench(works);
    for (let n = 0; n < 10; n += 1) {
      changes.announce('a', 'service');
    }
    changes.announce('a', 'findings');
    await until(
      async () => log,
      each => each.length === 3,
    );
    expect(log).toEqual([
      'rebuilt a',
      told('a', 'service'),
      told('a', 'findings'),
    ]);
    await changes.stop();
  });

  it('tries a failed rebuild again and tells pages only then', async () => {
    let failures = 2;
    const { log, changes } = bench(async () => {
      if (failures > 0) {
        failures -= 1;
        throw new Error('database is busy');
      }
    });
    changes.announce('a', 'service');
    await until(
      async () => log,
      each => each.length === 2,
    );
    expect(log).toEqual(['rebuilt a', told('a', 'service')]);
    await changes.stop();
  });

  it('lets a change of now pass by a thousand quiet rebuilds', async () => {
    // From the tenth on they are so slow that nobody who waited for them would be told.
    const { log, changes } = bench(async serviceRef => {
      if (serviceRef === 'service-0') {
        changes.announce('urgent', 'service');
      }
      if (Number(serviceRef.slice('service-'.length)) >= 9) {
        await until(
          async () => log,
          each => each.includes(told('urgent', 'service')),
        );
      }
    });
    await changes.rebuildQuietly(
      Array.from({ length: 1000 }, (_, n) => `service-${n}`),
    );
    expect(log.indexOf(told('urgent', 'service'))).toBeLessThan(20);
    expect(log).toHaveLength(1002);
    await changes.stop();
  });

  it('tells listeners at once, and of every service without rebuilding any', async () => {
    const { log, changes } = bench(works);
    const heard: string[] = [];
    const stop = new AbortController();
    changes.onChange(({ serviceRef }) => heard.push(serviceRef), stop.signal);
    changes.announce(EVERY_SERVICE, 'sources');
    await until(
      async () => log,
      each => each.length === 1,
    );
    stop.abort();
    changes.announce('a', 'service');
    await until(
      async () => log,
      each => each.length === 3,
    );
    expect(heard).toEqual([EVERY_SERVICE]);
    expect(log[0]).toBe(told(EVERY_SERVICE, 'sources'));
    await changes.stop();
  });
});
