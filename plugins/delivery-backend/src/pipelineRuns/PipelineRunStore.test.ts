import { PipelineRun } from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';
import { testDatabases } from '../__testUtils__/databases';
import { migrate } from '../database/openDatabase';
import { PipelineRunStore } from './PipelineRunStore';

jest.setTimeout(60_000);

const databases = testDatabases();
const ref = 'component:default/checkout-api';

const run = (id: string, more: Partial<PipelineRun> = {}): PipelineRun => ({
  id,
  number: Number(id),
  name: 'Delivery',
  title: 'Add refunds',
  state: 'succeeded',
  result: 'Succeeded',
  commit: 'a'.repeat(40),
  stages: [],
  createdAt: `2026-11-20T09:0${id}:00Z`,
  finishedAt: `2026-11-20T10:0${id}:00Z`,
  ...more,
});
const running = (id: string) =>
  run(id, { state: 'running', finishedAt: undefined });

describe.each(databases.eachSupportedId())('pipeline runs on %s', id => {
  let knex: Knex;
  let store: PipelineRunStore;

  beforeEach(async () => {
    knex = await databases.init(id);
    await migrate(knex);
    store = PipelineRunStore.create({ knex });
  });
  afterEach(() => knex.destroy());

  it('tells a source which of its runs are over and which still go on', async () => {
    await store.observeRuns('github', ref, [run('1'), running('2')]);
    await store.observeRuns('gitlab', ref, [running('3')]);
    await store.observeRuns('github', 'component:default/other', [run('4')]);
    expect(await store.known('github', ref)).toEqual({
      finished: new Map([['1', '2026-11-20T10:01:00Z']]),
      unfinished: [running('2')],
    });
  });

  it('takes a run for finished when it ends, and for unfinished when it is run again', async () => {
    await store.observeRuns('github', ref, [running('1'), run('2')]);
    await store.observeRuns('github', ref, [
      run('1', { state: 'cancelled', finishedAt: undefined }),
      running('2'),
    ]);
    expect(await store.known('github', ref)).toEqual({
      finished: new Map([['1', '2026-11-20T09:01:00Z']]),
      unfinished: [running('2')],
    });
  });

  it('shows the newest runs, without those in which nothing ran', async () => {
    await store.observeRuns('github', ref, [
      run('1'),
      run('2', { state: 'skipped' }),
      run('3'),
      run('4', { state: 'skipped' }),
      running('5'),
    ]);
    const shown = await store.recentRuns(ref, 2);
    expect(shown.map(each => each.id)).toEqual(['5', '3']);
    expect(await store.recentRuns(ref, 10)).toHaveLength(3);
  });
});
