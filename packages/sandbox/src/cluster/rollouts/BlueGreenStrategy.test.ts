import { V1Endpoints } from '@kubernetes/client-node';
import { ClusterFixture } from '../__testUtils__/ClusterFixture';
import { KubeClient } from '../__testUtils__/KubeClient';
import { RolloutUnderTest } from '../__testUtils__/RolloutUnderTest';

jest.setTimeout(60_000);

const ERRORS = { kind: 'high-error-rate', errorRate: 0.4 } as const;
const CRASH = { kind: 'crash-loop', message: 'no database' } as const;

function analysis(stage: 'pre' | 'post'): string {
  return `${stage}PromotionAnalysis: {
    templates: [{ templateName: errors }],
    args: [{ name: hash, valueFrom: { podTemplateHashValue: Latest } }]
  }`;
}

describe('a blue-green Rollout', () => {
  let fixture: ClusterFixture;
  let client: KubeClient;
  let good: string;

  beforeEach(async () => {
    fixture = await ClusterFixture.start();
    client = await KubeClient.load(() => fixture.url);
    good = fixture.image('a');
  });

  afterEach(async () => {
    const errors = [...fixture.errors];
    await fixture.stop();
    expect(errors).toEqual([]);
  });

  async function rolloutWith(
    strategy: string,
    more?: string,
  ): Promise<RolloutUnderTest> {
    return RolloutUnderTest.create({
      fixture,
      client,
      image: good,
      more,
      strategy: `{ blueGreen: { activeService: shop, previewService: shop-preview, scaleDownDelaySeconds: 5, ${strategy} } }`,
    });
  }

  it('goes live at once the first time', async () => {
    const rollout = await rolloutWith(
      `autoPromotionEnabled: false, ${analysis('pre')}`,
    );

    const { status } = await rollout.read();
    expect(status).toMatchObject({
      phase: 'Healthy',
      stableRS: status.currentPodHash,
      updatedReplicas: 2,
      availableReplicas: 2,
      blueGreen: {
        activeSelector: status.currentPodHash,
        previewSelector: status.currentPodHash,
      },
    });
    expect(await rollout.selectedBy('shop')).toBe(status.currentPodHash);
    expect(await rollout.analysisRuns()).toEqual([]);
  });

  it('moves users over when all new pods are ready, none of them left without an answer', async () => {
    const rollout = await rolloutWith('');
    const before = await rollout.read();
    const served: number[] = [];
    const end = await client.follow<V1Endpoints>(
      '/api/v1/namespaces/shop/endpoints',
      all =>
        served.push(
          (
            all.find(each => each.metadata?.name === 'shop')?.subsets ?? []
          ).flatMap(subset => subset.addresses ?? []).length,
        ),
    );
    await fixture.eventually(() => served.includes(2));
    served.length = 0;

    const better = fixture.image('b');
    await rollout.setImage(better);

    const { status } = await rollout.untilPhase('Healthy');
    const old = before.status.stableRS;
    expect(status.stableRS).toBe(status.currentPodHash);
    expect(status.stableRS).not.toBe(old);
    await rollout.untilReplicas({ [status.stableRS]: 2, [old]: 0 });
    await client.until(
      () => rollout.imagesServed('shop'),
      images => images.length === 2 && images.every(each => each === better),
    );
    end();
    expect(Math.min(...served)).toBeGreaterThanOrEqual(2);
    expect(await client.events('shop', 'shop')).toContain(
      'Normal SwitchService',
    );
  });

  it('waits for a person before the switch, shows the new pods behind the preview, and goes on when promoted', async () => {
    const rollout = await rolloutWith('autoPromotionEnabled: false');
    const { status: before } = await rollout.read();
    await rollout.setImage(fixture.image('b'));

    const { status: paused } = await rollout.untilPhase('Paused');
    expect(paused).toMatchObject({
      message: 'BlueGreenPause',
      controllerPause: true,
      pauseConditions: [{ reason: 'BlueGreenPause' }],
      stableRS: before.stableRS,
    });
    expect(await rollout.selectedBy('shop')).toBe(before.stableRS);
    expect(await rollout.selectedBy('shop-preview')).toBe(
      paused.currentPodHash,
    );

    await rollout.promote();

    const { status } = await rollout.untilPhase('Healthy');
    expect(status.stableRS).toBe(paused.currentPodHash);
    expect(await rollout.selectedBy('shop')).toBe(paused.currentPodHash);
  });

  it('promotes by itself after the seconds it was given, and previews with fewer pods', async () => {
    const rollout = await rolloutWith(
      'autoPromotionSeconds: 30, previewReplicaCount: 1',
    );
    await rollout.setImage(fixture.image('b'));

    const { status: paused } = await rollout.untilPhase('Paused');
    expect(await rollout.replicas()).toMatchObject({
      [paused.currentPodHash]: 1,
    });

    const { status } = await rollout.untilPhase('Healthy');
    expect(status.stableRS).toBe(paused.currentPodHash);
    expect(await rollout.replicas()).toMatchObject({ [status.stableRS]: 2 });
  });

  it('is aborted and tried again, users staying where they are', async () => {
    const rollout = await rolloutWith(
      'autoPromotionEnabled: false, abortScaleDownDelaySeconds: 5',
    );
    const { status: before } = await rollout.read();
    await rollout.setImage(fixture.image('b'));
    const { status: paused } = await rollout.untilPhase('Paused');

    await rollout.patchStatus({ abort: true });

    const { status: aborted } = await rollout.untilPhase('Degraded');
    expect(aborted).toMatchObject({
      abort: true,
      message: 'RolloutAborted: Rollout aborted update to revision 2',
      stableRS: before.stableRS,
      abortedAt: expect.any(String),
    });
    expect(await rollout.selectedBy('shop')).toBe(before.stableRS);
    await rollout.untilReplicas({
      [paused.currentPodHash]: 0,
      [before.stableRS]: 2,
    });

    await rollout.patchStatus({ abort: false });

    await rollout.untilPhase('Paused');
    await rollout.promote();
    const { status } = await rollout.untilPhase('Healthy');
    expect(status.stableRS).toBe(paused.currentPodHash);
  });

  it('switches after the analysis before promotion passed', async () => {
    const rollout = await rolloutWith(analysis('pre'));
    const { status: before } = await rollout.read();
    await rollout.setImage(fixture.image('b'));

    await client.until(
      () => rollout.analysisRuns(),
      runs => runs.some(run => run.status.phase === 'Running'),
    );
    expect(await rollout.selectedBy('shop')).toBe(before.stableRS);

    const { status } = await rollout.untilPhase('Healthy');
    const [run] = await rollout.analysisRuns();
    expect(run.status).toMatchObject({
      phase: 'Successful',
      metricResults: [{ count: 3, successful: 3 }],
    });
    expect(status).toMatchObject({
      stableRS: status.currentPodHash,
      blueGreen: {
        prePromotionAnalysisRunStatus: {
          name: run.metadata.name,
          status: 'Successful',
        },
      },
    });
  });

  it('aborts when the analysis before promotion fails; the next release starts afresh', async () => {
    const rollout = await rolloutWith(analysis('pre'));
    const { status: before } = await rollout.read();
    await rollout.setImage(fixture.image('b', ERRORS));

    const { status: aborted } = await rollout.untilPhase('Degraded');
    expect(aborted).toMatchObject({
      abort: true,
      message: expect.stringContaining(
        'Metric "error-rate" assessed Failed due to failed (2) > failureLimit (1)',
      ),
      blueGreen: { activeSelector: before.stableRS },
    });
    expect(await rollout.selectedBy('shop')).toBe(before.stableRS);
    expect(await client.events('shop', 'shop')).toContain(
      'Warning RolloutAborted',
    );

    await rollout.setImage(fixture.image('c'));

    const { status } = await rollout.untilPhase('Healthy');
    expect(status.abort).toBe(false);
    expect(status.stableRS).toBe(status.currentPodHash);
  });

  it.each([
    [
      'switches when a Job succeeds that asks the new pods',
      undefined,
      'Healthy',
    ],
    ['aborts when a Job fails that asks the new pods', CRASH, 'Degraded'],
  ])('%s', async (_, behaviour, phase) => {
    const rollout = await rolloutWith(
      'prePromotionAnalysis: { templates: [{ templateName: requests }], args: [{ name: host, value: shop-preview }] }',
    );
    await client.create(`
apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: { name: requests, namespace: shop }
spec:
  args: [{ name: host }]
  metrics:
    - name: answers
      provider:
        job:
          spec:
            backoffLimit: 0
            template:
              spec:
                restartPolicy: Never
                containers: [{ name: curl, image: '${fixture.image(
                  'c',
                  behaviour,
                )}', args: ['http://{{args.host}}/'] }]
`);
    await rollout.setImage(fixture.image('b'));
    const { items } = await client.until(
      () => client.batch.listNamespacedJob({ namespace: 'shop' }),
      list => list.items.length === 1,
    );
    expect(items[0].spec?.template.spec?.containers[0].args).toEqual([
      'http://shop-preview/',
    ]);
    await rollout.untilPhase(phase);
    const [run] = await rollout.analysisRuns();
    expect(run.status).toMatchObject({
      phase: phase === 'Healthy' ? 'Successful' : 'Failed',
      metricResults: [{ count: 1 }],
    });
  });

  it('analyses anew when an aborted update is tried again', async () => {
    const rollout = await rolloutWith(analysis('pre'));
    await rollout.setImage(fixture.image('b', ERRORS));
    await rollout.untilPhase('Degraded');

    await rollout.patchStatus({ abort: false });

    await client.until(
      () => rollout.analysisRuns(),
      runs =>
        runs.length === 2 && runs.every(run => run.status.phase === 'Failed'),
    );
    const { status } = await rollout.untilPhase('Degraded');
    expect(status.abort).toBe(true);
  });

  it('moves users back when the analysis after promotion fails', async () => {
    const rollout = await rolloutWith(analysis('post'));
    const { status: before } = await rollout.read();
    await rollout.setImage(fixture.image('b', ERRORS));

    await client.until(
      () => rollout.selectedBy('shop'),
      hash => hash !== before.stableRS,
    );
    const { status } = await rollout.untilPhase('Degraded');

    expect(status).toMatchObject({
      abort: true,
      stableRS: before.stableRS,
      blueGreen: {
        activeSelector: before.stableRS,
        postPromotionAnalysisRunStatus: { status: 'Failed' },
      },
    });
    expect(await rollout.selectedBy('shop')).toBe(before.stableRS);
    expect(await rollout.replicas()).toMatchObject({ [before.stableRS]: 2 });
  });

  it('skips pause and analyses when promoted in full', async () => {
    const rollout = await rolloutWith(
      `autoPromotionEnabled: false, ${analysis('post')}`,
    );
    await rollout.setImage(fixture.image('b', ERRORS));
    const { status: paused } = await rollout.untilPhase('Paused');

    await rollout.patchStatus({ promoteFull: true });

    const { status } = await rollout.untilPhase('Healthy');
    expect(status.stableRS).toBe(paused.currentPodHash);
    expect(status).not.toHaveProperty('promoteFull');
    expect(await rollout.analysisRuns()).toEqual([]);
  });

  it('never sends users to a release that crashes, and aborts at its deadline', async () => {
    const rollout = await rolloutWith(
      '',
      'progressDeadlineSeconds: 30\n  progressDeadlineAbort: true',
    );
    const { status: before } = await rollout.read();
    await rollout.setImage(fixture.image('b', CRASH));

    const { status } = await rollout.untilPhase('Degraded');
    expect(status).toMatchObject({
      abort: true,
      message: expect.stringMatching(
        /RolloutAborted: .*ReplicaSet "shop-\w+" has timed out progressing\./,
      ),
    });
    expect(await rollout.selectedBy('shop')).toBe(before.stableRS);
    expect(await rollout.imagesServed('shop')).toEqual([good, good]);
  });

  it('is degraded at its deadline without an abort, and healthy again with the good image', async () => {
    const rollout = await rolloutWith('', 'progressDeadlineSeconds: 30');
    const { status: before } = await rollout.read();
    await rollout.setImage(fixture.image('b', CRASH));
    const { status: stuck } = await rollout.untilPhase('Degraded');
    expect(stuck.abort).toBe(false);
    expect(stuck.message).toMatch(/^ProgressDeadlineExceeded: /);

    await rollout.setImage(good);

    const { status } = await rollout.untilPhase('Healthy');
    expect(status.stableRS).toBe(before.stableRS);
    await rollout.untilReplicas({
      [stuck.currentPodHash]: 0,
      [before.stableRS]: 2,
    });
  });

  it('says which service or analysis template is missing, and goes on when it is there', async () => {
    const rollout = await rolloutWith('');
    await rollout.patchSpec({
      strategy: { blueGreen: { previewService: 'elsewhere' } },
    });

    const { status: invalid } = await rollout.untilPhase('Degraded');
    expect(invalid.message).toContain('service "elsewhere" not found');
    expect(invalid.conditions).toContainEqual(
      expect.objectContaining({ type: 'InvalidSpec', status: 'True' }),
    );

    await client.create(
      'apiVersion: v1\nkind: Service\nmetadata: { name: elsewhere, namespace: shop }\nspec: { selector: { app: shop }, ports: [{ port: 80 }] }',
    );
    const { status: valid } = await rollout.untilPhase('Healthy');
    expect(valid.conditions).not.toContainEqual(
      expect.objectContaining({ type: 'InvalidSpec' }),
    );

    await rollout.patchSpec({
      strategy: {
        blueGreen: {
          prePromotionAnalysis: { templates: [{ templateName: 'none' }] },
        },
      },
    });
    await rollout.setImage(fixture.image('b'));
    const { status } = await rollout.untilPhase('Degraded');
    expect(status.message).toContain("AnalysisTemplate 'none' not found");
  });

  it('scales with its spec, and stays healthy', async () => {
    const rollout = await rolloutWith('');

    await rollout.patchSpec({ replicas: 4 });

    const { status } = await rollout.until(
      each =>
        each.status.phase === 'Healthy' && each.status.availableReplicas === 4,
    );
    expect(await rollout.replicas()).toEqual({ [status.stableRS]: 4 });
  });

  it('goes on after a restart: a pause stays, and an analysis measures on', async () => {
    const rollout = await rolloutWith(
      `autoPromotionEnabled: false, ${analysis('pre')}`,
    );
    await rollout.setImage(fixture.image('b'));
    await client.until(
      () => rollout.analysisRuns(),
      ([run]) => (run?.status.metricResults[0]?.count ?? 0) >= 1,
    );

    await fixture.restart();

    const { status: paused } = await rollout.untilPhase('Paused');
    expect(await rollout.analysisRuns()).toHaveLength(1);

    await fixture.restart();

    expect(await rollout.selectedBy('shop')).toBe(paused.stableRS);
    await rollout.promote();
    const { status } = await rollout.untilPhase('Healthy');
    expect(status.stableRS).toBe(paused.currentPodHash);
    const runs = await rollout.analysisRuns();
    expect(runs).toHaveLength(1);
    expect(runs[0].status.metricResults).toMatchObject([
      { count: 3, successful: 3 },
    ]);
  });
});
