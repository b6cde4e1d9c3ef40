import { testDatabases } from '../__testUtils__/databases';
import { migrate } from '../database/openDatabase';
import { DatabaseServiceStore } from '../services/DatabaseServiceStore';
import { ServiceDirectory } from '../services/ServiceDirectory';
import { ObservedServices } from './ObservedServices';
import { SourceLeaseStore } from './SourceLeaseStore';
import { SourceServiceStore } from './SourceServiceStore';
import { SourceStatusReader } from './SourceStatusReader';
import { SourceStore } from './SourceStore';

jest.setTimeout(60_000);

const databases = testDatabases();

describe('how fresh a service is', () => {
  it('says nothing of sources that observe other services, also when they are down', async () => {
    const knex = await databases.init('SQLITE_3');
    await migrate(knex);
    const store = SourceStore.create({ knex });
    const leases = SourceLeaseStore.create({ knex });
    for (const id of ['github', 'gitlab']) {
      await store.register({
        id,
        kind: 'pipeline-runs',
        title: id,
        staleAfterSeconds: 60,
      });
    }
    const lease = await leases.acquire('gitlab', 'test');
    await store.fail(lease ?? { sourceId: 'gitlab', token: 0 }, {
      state: 'unreachable',
      message: 'GitLab does not answer',
      nextTryAt: new Date().toISOString(),
    });
    const directory = ServiceDirectory.create({
      store: DatabaseServiceStore.create({ knex }),
    });
    const sourceOf = (id: string) => ({
      id,
      title: id,
      staleAfterSeconds: 60,
      observes: ({ annotations }: { annotations: Record<string, string> }) =>
        annotations.at === id,
      run: async () => {},
    });
    jest.spyOn(directory, 'find').mockImplementation(ref => ({
      ref,
      namespace: 'default',
      name: 'x',
      title: 'x',
      pipeline: 'standard',
      annotations: { at: ref.replace('component:default/at-', '') },
    }));
    const reader = SourceStatusReader.create({
      store,
      services: SourceServiceStore.create({ knex }),
      observed: ObservedServices.create({
        installed: {
          runSources: [sourceOf('github'), sourceOf('gitlab')],
          deploymentSources: [],
          findingSources: [],
        },
        directory,
      }),
    });
    const shown = async (ref: string) =>
      (await reader.ofService(ref))
        .ofKind('pipeline-runs')
        .map(({ source, state }) => [source, state]);
    expect(await shown('component:default/at-github')).toEqual([
      ['github', 'stale'],
    ]);
    expect(await shown('component:default/at-gitlab')).toEqual([
      ['gitlab', 'unreachable'],
    ]);
    expect(await shown('component:default/at-home')).toEqual([]);
    await knex.destroy();
  });
});
