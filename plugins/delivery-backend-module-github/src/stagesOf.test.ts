import { WorkflowJob } from './githubSchemas';
import { stagesOf } from './stagesOf';

const job = (
  name: string,
  status: string,
  conclusion: string | null = null,
  hours: [number?, number?] = [],
): WorkflowJob => {
  const at = (hour: number) =>
    `2026-11-20T${String(hour).padStart(2, '0')}:00:00Z`;
  const [start, end] = hours;
  return {
    name,
    status,
    conclusion,
    html_url: `https://github.com/acme/shop/actions/runs/1/job/${encodeURIComponent(
      name,
    )}`,
    started_at: start === undefined ? null : at(start),
    completed_at: end === undefined ? null : at(end),
  };
};

describe('stages of a run', () => {
  it('takes the jobs of a reusable workflow for one stage, in the order of the run', () => {
    const stages = stagesOf([
      job('Quality / Lint', 'completed', 'success', [1, 2]),
      job('Code scanning / CodeQL', 'in_progress', null, [2]),
      job('Quality / Tests', 'completed', 'success', [1, 4]),
      job('Image', 'queued'),
    ]);
    expect(stages.map(({ name, state }) => [name, state])).toEqual([
      ['Quality', 'succeeded'],
      ['Code scanning', 'running'],
      ['Image', 'queued'],
    ]);
    expect(stages[0]).toMatchObject({
      startedAt: '2026-11-20T01:00:00Z',
      finishedAt: '2026-11-20T04:00:00Z',
    });
    expect(stages[1].finishedAt).toBeUndefined();
  });

  it.each([
    ['failed', ['success', 'failure', 'skipped']],
    ['cancelled', ['success', 'cancelled']],
    ['succeeded', ['success', 'skipped']],
    ['skipped', ['skipped', 'skipped']],
  ])('is %s when its jobs ended with %j', (state, conclusions) => {
    const [stage] = stagesOf(
      conclusions.map((conclusion, index) =>
        job(`Quality / ${index}`, 'completed', conclusion),
      ),
    );
    expect(stage.state).toBe(state);
  });

  it('runs while some of its jobs are done and others wait', () => {
    const [stage] = stagesOf([
      job('Quality / Lint', 'completed', 'success'),
      job('Quality / Tests', 'queued'),
    ]);
    expect(stage.state).toBe('running');
  });

  it('leads to the job that decides', () => {
    const [stage] = stagesOf([
      job('Quality / Lint', 'completed', 'success'),
      job('Quality / Tests', 'completed', 'failure'),
    ]);
    expect(stage.url).toContain('Tests');
  });
});
