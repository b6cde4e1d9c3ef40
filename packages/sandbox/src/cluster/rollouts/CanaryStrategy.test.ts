import { ClusterFixture } from '../__testUtils__/ClusterFixture';
import { KubeClient } from '../__testUtils__/KubeClient';
import { RolloutUnderTest } from '../__testUtils__/RolloutUnderTest';

jest.setTimeout(60_000);

const ERRORS = { kind: 'high-error-rate', errorRate: 0.4 } as const;
const ANALYSIS =
  '{ analysis: { templates: [{ templateName: errors }], args: [{ name: hash, valueFrom: { podTemplateHashValue: Latest } }] } }';

describe('a canary Rollout', () => {
  let fixture: ClusterFixture;
  let client: KubeClient;

  beforeEach(async () => {
    fixture = await ClusterFixture.start();
    client = await KubeClient.load(() => fixture.url);
  });

  afterEach(async () => {
    const errors = [...fixture.errors];
    await fixture.stop();
    expect(errors).toEqual([]);
  });

  async function rolloutWith(...steps: string[]): Promise<RolloutUnderTest> {
    return RolloutUnderTest.create({
      fixture,
      client,
      image: fixture.image('a'),
      replicas: 4,
      strategy: `{ canary: { steps: [${steps.join(', ')}] } }`,
    });
  }

  it('goes live at once the first time, its steps behind it', async () => {
    const rollout = await rolloutWith('{ setWeight: 25 }', '{ pause: {} }');

    const { status } = await rollout.read();

    expect(status).toMatchObject({
      phase: 'Healthy',
      stableRS: status.currentPodHash,
      currentStepIndex: 2,
      availableReplicas: 4,
    });
  });

  it('takes its share of the pods, waits for a person, and goes all the way when promoted', async () => {
    const rollout = await rolloutWith(
      '{ setWeight: 25 }',
      '{ pause: {} }',
      '{ setWeight: 50 }',
      '{ pause: {} }',
    );
    const { status: before } = await rollout.read();
    await rollout.setImage(fixture.image('b'));

    const { status: paused } = await rollout.untilPhase('Paused');
    expect(paused).toMatchObject({
      message: 'CanaryPauseStep',
      currentStepIndex: 1,
      stableRS: before.stableRS,
    });
    await rollout.untilReplicas({
      [paused.currentPodHash]: 1,
      [before.stableRS]: 3,
    });

    await rollout.promote();

    await rollout.until(
      ({ status }) =>
        status.phase === 'Paused' && status.currentStepIndex === 3,
    );
    await rollout.untilReplicas({
      [paused.currentPodHash]: 2,
      [before.stableRS]: 2,
    });

    await rollout.promote();

    const { status } = await rollout.untilPhase('Healthy');
    expect(status).toMatchObject({
      stableRS: paused.currentPodHash,
      currentStepIndex: 4,
      updatedReplicas: 4,
    });
    await rollout.untilReplicas({
      [paused.currentPodHash]: 4,
      [before.stableRS]: 0,
    });
  });

  it('goes on by itself after a pause with a duration', async () => {
    const rollout = await rolloutWith(
      '{ setWeight: 50 }',
      '{ pause: { duration: 20s } }',
    );
    await rollout.setImage(fixture.image('b'));
    const { status: paused } = await rollout.untilPhase('Paused');

    const { status } = await rollout.untilPhase('Healthy');

    expect(status.stableRS).toBe(paused.currentPodHash);
  });

  it('is aborted, back on the stable pods, and starts at the first step when tried again', async () => {
    const rollout = await rolloutWith('{ setWeight: 50 }', '{ pause: {} }');
    const { status: before } = await rollout.read();
    await rollout.setImage(fixture.image('b'));
    const { status: paused } = await rollout.untilPhase('Paused');

    await rollout.patchStatus({ abort: true });

    const { status: aborted } = await rollout.untilPhase('Degraded');
    expect(aborted).toMatchObject({
      abort: true,
      currentStepIndex: 0,
      message: 'RolloutAborted: Rollout aborted update to revision 2',
      pauseConditions: [],
    });
    await rollout.untilReplicas({
      [paused.currentPodHash]: 0,
      [before.stableRS]: 4,
    });

    await rollout.patchStatus({ abort: false });

    const { status: again } = await rollout.untilPhase('Paused');
    expect(again.currentStepIndex).toBe(1);
    await rollout.untilReplicas({ [paused.currentPodHash]: 2 });
  });

  it.each([
    ['passes', { kind: 'healthy' } as const, 'Healthy'],
    ['fails', ERRORS, 'Degraded'],
  ])('analyses as a step, which %s', async (_, behaviour, phase) => {
    const rollout = await rolloutWith(
      '{ setWeight: 25 }',
      ANALYSIS,
      '{ setWeight: 75 }',
    );
    const { status: before } = await rollout.read();
    await rollout.setImage(fixture.image('b', behaviour));

    const { status } = await rollout.untilPhase(phase);

    const [run, ...others] = await rollout.analysisRuns();
    expect(others).toEqual([]);
    expect(run.status.phase).toBe(
      phase === 'Healthy' ? 'Successful' : 'Failed',
    );
    expect(status.abort).toBe(phase === 'Degraded');
    await rollout.untilReplicas({
      [before.stableRS]: phase === 'Healthy' ? 0 : 4,
    });
  });

  it('skips its steps when promoted in full', async () => {
    const rollout = await rolloutWith(
      '{ setWeight: 25 }',
      '{ pause: {} }',
      ANALYSIS,
    );
    await rollout.setImage(fixture.image('b', ERRORS));
    const { status: paused } = await rollout.untilPhase('Paused');

    await rollout.patchStatus({ promoteFull: true });

    const { status } = await rollout.untilPhase('Healthy');
    expect(status.stableRS).toBe(paused.currentPodHash);
    expect(await rollout.analysisRuns()).toEqual([]);
  });

  it('goes back without steps when the stable image is asked for again', async () => {
    const rollout = await rolloutWith('{ setWeight: 50 }', '{ pause: {} }');
    const { status: before } = await rollout.read();
    await rollout.setImage(fixture.image('b'));
    const { status: paused } = await rollout.untilPhase('Paused');

    await rollout.setImage(fixture.image('a'));

    const { status } = await rollout.untilPhase('Healthy');
    expect(status).toMatchObject({
      stableRS: before.stableRS,
      currentPodHash: before.stableRS,
    });
    await rollout.untilReplicas({
      [before.stableRS]: 4,
      [paused.currentPodHash]: 0,
    });
  });

  it('goes on after a restart at the step where it was', async () => {
    const rollout = await rolloutWith(
      '{ setWeight: 25 }',
      '{ pause: {} }',
      ANALYSIS,
    );
    await rollout.setImage(fixture.image('b'));
    const { status: paused } = await rollout.untilPhase('Paused');

    await fixture.restart();

    expect((await rollout.read()).status).toMatchObject({
      phase: 'Paused',
      currentStepIndex: 1,
    });
    await rollout.promote();
    await client.until(
      () => rollout.analysisRuns(),
      ([run]) => (run?.status.metricResults[0]?.count ?? 0) >= 1,
    );

    await fixture.restart();

    const { status } = await rollout.untilPhase('Healthy');
    expect(status.stableRS).toBe(paused.currentPodHash);
    expect(await rollout.analysisRuns()).toHaveLength(1);
  });

  it('leads its Service to the new pods only, and back when the update is aborted', async () => {
    const rollout = await RolloutUnderTest.create({
      fixture,
      client,
      image: fixture.image('a'),
      replicas: 4,
      strategy:
        '{ canary: { canaryService: shop-preview, steps: [{ setWeight: 25 }, { pause: {} }] } }',
    });
    const { status: before } = await rollout.read();
    await rollout.setImage(fixture.image('b'));

    await rollout.untilPhase('Paused');
    const { status: paused } = await rollout.read();
    expect(await rollout.selectedBy('shop-preview')).toBe(
      paused.currentPodHash,
    );

    await rollout.patchStatus({ abort: true });
    await rollout.untilPhase('Degraded');
    expect(await rollout.selectedBy('shop-preview')).toBe(before.stableRS);
  });

  it('needs the Service that it names', async () => {
    const rollout = await rolloutWith('{ setWeight: 25 }');

    await rollout.patchSpec({
      strategy: { canary: { canaryService: 'nowhere' } },
    });

    const { status } = await rollout.until(
      ({ status: { message } }) => message !== '',
    );
    expect(status.message).toContain('service "nowhere" not found');
  });

  it('may look at a release for longer than pods may take to come up', async () => {
    const rollout = await RolloutUnderTest.create({
      fixture,
      client,
      image: fixture.image('a'),
      replicas: 4,
      strategy: `{ canary: { steps: [{ setWeight: 25 }, ${ANALYSIS}] } }`,
      // The analysis takes fifteen seconds.
      more: 'progressDeadlineSeconds: 12\n  progressDeadlineAbort: true',
    });

    await rollout.setImage(fixture.image('b'));

    const { status } = await rollout.until(
      ({ status: { phase, updatedReplicas } }) =>
        phase === 'Degraded' || (phase === 'Healthy' && updatedReplicas === 4),
    );
    expect(status).toMatchObject({ phase: 'Healthy', abort: false });
  });
});
