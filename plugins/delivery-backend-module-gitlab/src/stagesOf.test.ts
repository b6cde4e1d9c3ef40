import { job } from './__testUtils__/fixtures';
import { stagesOf } from './stagesOf';

describe('stages of a pipeline', () => {
  it('keeps the order of stages, whatever the order of the answer and of later tries', () => {
    const stages = stagesOf([
      job(14, 'quality', 'tests', 'success'),
      job(13, 'image', 'build', 'success'),
      job(12, 'security', 'semgrep', 'running'),
      job(11, 'quality', 'lint', 'success'),
      job(10, 'quality', 'tests', 'failed'),
    ]);
    expect(stages.map(({ name, state }) => [name, state])).toEqual([
      ['quality', 'succeeded'],
      ['security', 'running'],
      ['image', 'succeeded'],
    ]);
  });

  it('tells of a child pipeline how it fares, and leads to it', () => {
    const [stage] = stagesOf([
      job(10, 'deploy', 'child', 'success', {
        downstream_pipeline: {
          id: 99,
          project_id: 7,
          status: 'running',
          web_url: 'https://gitlab.example.com/acme/x/-/pipelines/99',
        },
      }),
    ]);
    expect(stage).toEqual({
      name: 'deploy',
      state: 'running',
      url: 'https://gitlab.example.com/acme/x/-/pipelines/99',
      startedAt: '2026-11-23T09:00:02.000Z',
    });
  });

  it('tells of a trigger that started nothing how it fares itself', () => {
    const [stage] = stagesOf([
      job(10, 'deploy', 'child', 'failed', { downstream_pipeline: null }),
    ]);
    expect(stage.state).toBe('failed');
  });
});
