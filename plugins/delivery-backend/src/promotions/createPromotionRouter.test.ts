import { TestDatabases } from '@backstage/backend-test-utils';
import { Release } from '@fairway/backstage-plugin-delivery-common';
import { EngineBench, serviceRef } from './__testUtils__/EngineBench';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const home = '/v1/services/default/checkout-api';
const always = {
  kind: 'once',
  name: 'Black Friday',
  from: '2020-01-01T00:00:00.000Z',
  until: '2090-01-01T00:00:00.000Z',
} as const;

describe('the promotion API', () => {
  let bench: EngineBench;
  let old: Release;
  let fresh: Release;
  beforeEach(async () => {
    bench = await EngineBench.create(await databases.init('SQLITE_3'));
    bench.start();
    old = await bench.release(1, ['development', 'staging', 'production']);
    fresh = await bench.release(2, ['development', 'staging']);
    bench.see('production', old);
  });
  afterEach(() => bench.stop());

  async function waiting(release = fresh): Promise<string> {
    const { body } = await bench.as('ada').promote(release).expect(201);
    await bench.reach(body.id, 'awaiting-approval');
    return body.id;
  }

  const messageOf = (body: { error: { message: string } }) =>
    body.error.message;

  describe('refuses a request', () => {
    async function refused(
      status: number,
      wish: { release?: Release; environment?: string; more?: object } = {},
      person = 'ada',
    ): Promise<string> {
      const { body } = await bench
        .as(person)
        .promote(wish.release ?? fresh, wish.environment, wish.more)
        .expect(status);
      expect(await bench.store.recent(serviceRef, 'production', 5)).toEqual([]);
      return messageOf(body);
    }

    it('to an unknown environment', async () => {
      expect(await refused(404, { environment: 'prod' })).toBe(
        "No environment 'prod' in pipeline 'standard'; it has: development, staging, production",
      );
    });

    it('for a release of another service', async () => {
      const { body } = await bench
        .as('ada')
        .post(`${home}/promotions`, {
          environment: 'production',
          releaseId: 'r-of-another',
        })
        .expect(400);
      expect(messageOf(body)).toBe(
        `Release 'r-of-another' does not belong to '${serviceRef}'; it has: 1.0.2 (${fresh.id})`,
      );
    });

    it('for an unknown service', async () => {
      const { body } = await bench
        .as('ada')
        .post('/v1/services/default/nothing/promotions', {
          environment: 'production',
          releaseId: 'r',
        })
        .expect(404);
      expect(messageOf(body)).toContain(
        "No service 'component:default/nothing'",
      );
    });

    it('for a quarantined release', async () => {
      const release = await bench.release(3, ['development', 'staging'], {
        quarantined: true,
      });
      expect(await refused(409, { release })).toBe(
        '1.0.3 is quarantined and cannot enter production: CVE-2026-1234. Choose 1.0.2 instead',
      );
    });

    it('for a vetoed release', async () => {
      await bench
        .as('ada')
        .post(`${home}/releases/${fresh.id}/veto`, { reason: 'leaks' })
        .expect(200);
      expect(await refused(409)).toBe(
        '1.0.2 was marked bad by ada and may enter no further environment: leaks. Have the mark withdrawn, or build a new release',
      );
      await bench
        .as('ada')
        .post(`${home}/releases/${fresh.id}/veto/withdraw`, { reason: 'no' })
        .expect(200);
      await waiting();
    });

    it('to a held environment', async () => {
      await bench
        .as('ada')
        .post(`${home}/environments/production/hold`, { reason: 'demo' })
        .expect(201);
      expect(await refused(409)).toBe(
        'production is held by ada: demo. Release the hold first',
      );
    });

    it('for a release that is not verified before', async () => {
      const release = await bench.release(3, ['development']);
      expect(await refused(409, { release })).toBe(
        '1.0.3 cannot enter production: not verified in staging yet. Choose 1.0.2 instead',
      );
    });

    it('for a release that runs there already', async () => {
      expect(await refused(409, { release: old })).toContain(
        `production of '${serviceRef}' runs 1.0.1 already`,
      );
    });

    it('for a release with a failed gate', async () => {
      const release = await bench.release(3, ['development', 'staging'], {
        gate2: 'failed',
      });
      expect(await refused(409, { release })).toBe(
        "Gate 'Security gate 2' failed for 1.0.3: 1 critical. Choose 1.0.2 instead",
      );
    });

    it('to an environment that the pipeline feeds', async () => {
      expect(await refused(409, { environment: 'development' })).toBe(
        'Releases enter development from the CI pipeline. Push a commit, or roll back to an earlier release',
      );
    });

    it('from a person without the right', async () => {
      bench.denied.add('ada delivery.promotion.create');
      expect(await refused(403)).toBe(
        `You lack the permission 'delivery.promotion.create' on production of '${serviceRef}'; ask who administers permissions`,
      );
    });

    it('that makes no sense', async () => {
      const { body } = await bench
        .as('ada')
        .post(`${home}/promotions`, { kind: 'sideways' })
        .expect(400);
      expect(messageOf(body)).toMatch(/environment: .*releaseId: .*kind: /);
    });

    it('that saw older manifests', async () => {
      const seen = bench.manifests.git('rev-parse', 'main');
      await bench.until(async () => {
        const { body } = await bench
          .as('ada')
          .preview('environment=production');
        return body.manifests.baseCommit === seen;
      }, 'the manifests to be read');
      const newer = bench.manifests.pushFile('manifests/base/a.yaml', 'x: 1\n');
      const staging = await bench.release(3, ['development']);
      const other = await bench.as('ada').promote(staging, 'staging');
      await bench.reach(other.body.id, 'syncing');
      expect(await refused(409, { more: { seenManifestsCommit: seen } })).toBe(
        `The manifests of production changed in commit ${newer.slice(
          0,
          7,
        )} after you looked (${seen.slice(0, 7)}); look again`,
      );
    });

    it('to roll back without a reason, or to what was never verified there', async () => {
      expect(
        await refused(400, { release: old, more: { kind: 'rollback' } }),
      ).toContain('needs a reason');
      expect(
        await refused(409, { more: { kind: 'rollback', reason: 'errors' } }),
      ).toContain('1.0.2 was never verified in production');
    });

    it('to roll back to what failed when it ran there', async () => {
      await bench.ran('production', fresh, 'degraded');
      expect(
        await refused(409, { more: { kind: 'rollback', reason: 'errors' } }),
      ).toContain('never ran there without failing');
    });
  });

  describe('while another promotion is active', () => {
    it('names it, its requester and the way out', async () => {
      await waiting();
      const { body } = await bench.as('ben').promote(fresh).expect(409);
      expect(messageOf(body)).toBe(
        `The promotion of 1.0.2 to production, requested by ada, is awaiting approval. Wait for it, or cancel it`,
      );
    });

    it('replaces one that waits by another release, without its approvals', async () => {
      const id = await waiting();
      const newer = await bench.release(3, ['development', 'staging']);
      const preview = await bench
        .as('ben')
        .preview(`environment=production&releaseId=${newer.id}`);
      expect(preview.body.supersedes).toMatchObject({ id });
      const { body } = await bench.as('ben').promote(newer).expect(201);
      expect(body.approvals).toEqual([]);
      expect(await bench.store.get(id)).toMatchObject({
        state: 'superseded',
        outcome: 'Replaced by 1.0.3, requested by ben',
      });
    });

    it('refuses even another release once it is written', async () => {
      const id = await waiting();
      await bench.as('olga').decide(id, 'approved').expect(200);
      await bench.reach(id, 'syncing');
      const newer = await bench.release(3, ['development', 'staging']);
      const { body } = await bench.as('ben').promote(newer).expect(409);
      expect(messageOf(body)).toContain('Wait until it is verified');
      const cancel = await bench
        .as('ada')
        .post(`/v1/promotions/${id}/cancel`, { reason: 'no' })
        .expect(409);
      expect(messageOf(cancel.body)).toContain('roll back production instead');
    });
  });

  it('takes a request of a person to whom another replica showed newer manifests', async () => {
    await bench.refresh();
    const seenManifestsCommit = bench.manifests.pushFile(
      'manifests/base/a.yaml',
      'x: 1\n',
    );
    const { body } = await bench
      .as('ada')
      .promote(fresh, 'production', { seenManifestsCommit })
      .expect(201);
    expect(body.release).toMatchObject({ version: '1.0.2' });
  });

  it('gives the same promotion for the same idempotency key', async () => {
    const key = { idempotencyKey: 'click-12345' };
    const first = await bench.as('ada').promote(fresh, 'production', key);
    const second = await bench
      .as('ada')
      .promote(fresh, 'production', key)
      .expect(201);
    expect(second.body.id).toBe(first.body.id);
    const { body } = await bench
      .as('ada')
      .promote(old, 'production', key)
      .expect(409);
    expect(messageOf(body)).toContain("key 'click-12345' was used");
  });

  it('gives the same promotion to two clicks of the same moment', async () => {
    const key = { idempotencyKey: 'click-67890' };
    const answers = await Promise.all(
      [1, 2, 3].map(() => bench.as('ada').promote(fresh, 'production', key)),
    );
    expect(answers.map(each => each.status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(each => each.body.id)).size).toBe(1);
    expect(await bench.store.recent(serviceRef, 'production', 5)).toHaveLength(
      1,
    );
  });

  describe('at the same moment', () => {
    it('counts two approvals of two people, and one of one', async () => {
      bench.environments[2].approvals!.count = 2;
      const id = await waiting();
      const twice = await Promise.all([
        bench.as('olga').decide(id, 'approved'),
        bench.as('olga').decide(id, 'approved'),
        bench.as('oscar').decide(id, 'approved'),
      ]);
      const statuses = twice.map(each => each.status);
      expect(statuses.filter(each => each === 200)).toHaveLength(2);
      expect(statuses[2]).toBe(200);
      await bench.reach(id, 'syncing');
      expect(await bench.store.approvals(id)).toHaveLength(2);
      expect(bench.manifests.commitsOf(id)).toHaveLength(1);
    });

    it('cancels or writes, never both', async () => {
      const id = await waiting();
      const [cancel] = await Promise.all([
        bench
          .as('ada')
          .post(`/v1/promotions/${id}/cancel`, { reason: 'wrong release' }),
        bench.as('olga').decide(id, 'approved'),
      ]);
      const ended = await bench.reach(id, 'cancelled', 'syncing');
      expect(ended.state).toBe(cancel.status === 200 ? 'cancelled' : 'syncing');
      expect(bench.manifests.commitsOf(id)).toHaveLength(
        cancel.status === 200 ? 0 : 1,
      );
    });

    it('lets no vetoed release in, whichever of veto and approval comes first', async () => {
      const id = await waiting();
      await Promise.all([
        bench
          .as('ben')
          .post(`${home}/releases/${fresh.id}/veto`, { reason: 'leaks' })
          .expect(200),
        bench.as('olga').decide(id, 'approved'),
      ]);
      const ended = await bench.reach(id, 'rejected', 'syncing');
      // A commit that went out before the veto stands; what comes after it is rejected.
      const written = bench.manifests.commitsOf(id).length;
      expect([ended.state, written]).toEqual(
        written === 0 ? ['rejected', 0] : ['syncing', 1],
      );
    });
  });

  it('takes no approval after the promotion was cancelled', async () => {
    const id = await waiting();
    await bench
      .as('ada')
      .post(`/v1/promotions/${id}/cancel`, { reason: 'wrong release' })
      .expect(200);
    const { body } = await bench.as('olga').decide(id, 'approved').expect(409);
    expect(messageOf(body)).toBe(
      'The promotion is cancelled; nobody has to decide any more',
    );
    expect(await bench.store.approvals(id)).toEqual([]);
    expect(bench.manifests.commitsOf(id)).toEqual([]);
  });

  describe('an approval', () => {
    async function expectRefusal(person: string, why: string) {
      const id = await waiting();
      const { body } = await bench
        .as(person)
        .decide(id, 'approved')
        .expect(403);
      expect(messageOf(body)).toContain(why);
      const view = await bench.as(person).get(`/v1/promotions/${id}`);
      expect(view.body.viewer).toMatchObject({
        canApprove: false,
        approveBlockedBy: expect.stringContaining(why),
      });
      return id;
    }

    it.each([
      ['the requester', 'ada', 'You requested this promotion'],
      [
        'outside the groups of the policy',
        'ben',
        'Approvals for production come from group:default/operations',
      ],
    ])('does not come from %s', async (_, person, why) => {
      const id = await expectRefusal(person, why);
      expect(await bench.store.approvals(id)).toEqual([]);
    });

    it('does not come from a person without the right', async () => {
      bench.denied.add('olga delivery.promotion.approve');
      const id = await expectRefusal('olga', 'You lack the permission to');
      expect(await bench.store.approvals(id)).toEqual([]);
    });

    it('does not come from an author of the release', async () => {
      await bench.knex('commits').insert({
        service_ref: serviceRef,
        sha: fresh.commit,
        parents: JSON.stringify([old.commit]),
        message: 'Retry',
        author: 'Olga <olga@example.com>',
        authored_at: '2026-11-20T10:00:00.000Z',
      });
      const id = await expectRefusal('olga', 'You wrote a commit');
      expect(await bench.store.approvals(id)).toEqual([]);
    });

    it('comes once, and not for what has ended', async () => {
      bench.environments[2].approvals!.count = 2;
      const id = await waiting();
      await bench.as('olga').decide(id, 'approved').expect(200);
      const again = await bench.as('olga').decide(id, 'approved').expect(403);
      expect(messageOf(again.body)).toBe('You decided already');
      await bench.as('oscar').decide(id, 'approved').expect(200);
      await bench.reach(id, 'syncing');
      const late = await bench.as('olga').decide(id, 'approved').expect(409);
      expect(messageOf(late.body)).toBe(
        'The promotion is syncing; nobody has to decide any more',
      );
    });

    it('needs a comment to reject, and ends the promotion', async () => {
      const id = await waiting();
      const silent = await bench.as('olga').decide(id, 'rejected').expect(400);
      expect(messageOf(silent.body)).toContain('comment: say why');
      await bench.as('olga').decide(id, 'rejected', 'Not today').expect(200);
      expect(await bench.reach(id, 'rejected')).toMatchObject({
        outcome: 'Rejected by olga: Not today',
      });
      expect(bench.manifests.commitsOf(id)).toEqual([]);
    });
  });

  it('shows each person the inbox that is theirs', async () => {
    const id = await waiting();
    const inbox = async (person: string, scope: string) => {
      const { body } = await bench
        .as(person)
        .get(`/v1/approvals?scope=${scope}`)
        .expect(200);
      return {
        ids: body.promotions.map((each: { id: string }) => each.id),
        mine: body.mine,
      };
    };
    expect(await inbox('olga', 'mine')).toEqual({ ids: [id], mine: 1 });
    expect(await inbox('ada', 'mine')).toEqual({ ids: [], mine: 0 });
    expect(await inbox('ada', 'requested')).toEqual({ ids: [id], mine: 0 });
    expect(await inbox('ben', 'waiting')).toEqual({ ids: [id], mine: 0 });
    bench.denied.add('ben delivery.service.read');
    expect(await inbox('ben', 'waiting')).toEqual({ ids: [], mine: 0 });
    await bench.as('ben').get(`/v1/promotions/${id}`).expect(404);
    await bench.as('olga').decide(id, 'rejected', 'no').expect(200);
    await bench.reach(id, 'rejected');
    expect(await inbox('olga', 'decided')).toEqual({ ids: [id], mine: 0 });
  });

  it('cancels for the requester and for who has the right', async () => {
    const id = await waiting();
    bench.denied.add('ben delivery.promotion.cancel');
    const path = `/v1/promotions/${id}/cancel`;
    await bench.as('ben').post(path, { reason: 'mine now' }).expect(403);
    await bench.as('ada').post(path, {}).expect(400);
    const { body } = await bench
      .as('ada')
      .post(path, { reason: 'wrong release' })
      .expect(200);
    expect(body).toMatchObject({
      state: 'cancelled',
      outcome: 'Cancelled by ada: wrong release',
      finishedBy: 'user:default/ada',
    });
  });

  describe('in a freeze', () => {
    beforeEach(() => {
      bench.environments[2].freezes.push(always);
      bench.environments[2].approvals = undefined;
    });

    it('queues until the freeze ends', async () => {
      const { body } = await bench.as('ada').promote(fresh).expect(201);
      const queued = await bench.until(async () => {
        const stored = await bench.store.get(body.id);
        return stored?.waiting && stored;
      }, 'the promotion to wait');
      expect(queued).toMatchObject({
        state: 'queued',
        waiting: {
          detail: "the end of the freeze 'Black Friday'",
          until: always.until,
        },
      });
      expect(bench.manifests.commitsOf(body.id)).toEqual([]);
    });

    it('starts after an override with right and reason, and records it', async () => {
      const override = { overrideFreeze: true };
      bench.denied.add('ben delivery.promotion.override');
      await bench
        .as('ben')
        .promote(fresh, 'production', { ...override, reason: 'x' })
        .expect(403);
      await bench.as('ada').promote(fresh, 'production', override).expect(400);
      const { body } = await bench
        .as('ada')
        .promote(fresh, 'production', { ...override, reason: 'fix the till' })
        .expect(201);
      expect(body.risk).toMatchObject({
        level: 'high',
        reasons: expect.arrayContaining([
          "overrides the freeze 'Black Friday'",
        ]),
      });
      await bench.reach(body.id, 'syncing');
      const [event] = await bench
        .knex('promotion_record')
        .where({ kind: 'freeze-override' });
      expect(event).toMatchObject({
        actor: 'user:default/ada',
        text: "Overrode the freeze 'Black Friday': fix the till",
      });
    });
  });

  it('rolls back on request without approval, and stays rolled back', async () => {
    const third = await bench.release(3, [
      'development',
      'staging',
      'production',
    ]);
    bench.see('production', third);
    const preview = await bench
      .as('ada')
      .preview('environment=production&kind=rollback')
      .expect(200);
    expect(preview.body).toMatchObject({
      kind: 'rollback',
      release: { version: '1.0.1' },
      fromRelease: { version: '1.0.3' },
      blockers: [],
    });
    const { body } = await bench
      .as('ada')
      .promote(old, 'production', { kind: 'rollback', reason: 'errors' })
      .expect(201);
    await bench.reach(body.id, 'syncing');
    expect(await bench.guards.hold(serviceRef, 'production')).toMatchObject({
      by: 'user:default/ada',
      reason: 'Rolled back to 1.0.1: errors',
      promotionId: body.id,
    });
    bench.see('production', old);
    bench.advance(11);
    await bench.reach(body.id, 'verifying', 'succeeded');
    bench.advance(11);
    await bench.reach(body.id, 'succeeded');
    const blocked = await bench.as('ada').promote(third).expect(409);
    expect(messageOf(blocked.body)).toContain('Release the hold first');
  });

  it('rolls back to what ran there before anything was verified, and says that it was not', async () => {
    const third = await bench.release(3);
    await bench.ran('production', fresh, 'healthy');
    bench.see('production', third);
    await bench
      .knex('verifications')
      .where({ environment: 'production' })
      .delete();
    const { body: preview } = await bench
      .as('ada')
      .preview('environment=production&kind=rollback')
      .expect(200);
    expect(preview).toMatchObject({
      release: { version: '1.0.2' },
      choices: [{ version: '1.0.2', ranUntil: '2026-11-02T00:00:00.000Z' }],
      blockers: [],
      risk: {
        level: 'medium',
        reasons: expect.arrayContaining([
          '1.0.2 ran here before, but was never verified here',
        ]),
      },
    });
    const { body } = await bench
      .as('ada')
      .promote(fresh, 'production', { kind: 'rollback', reason: 'errors' })
      .expect(201);
    await bench.reach(body.id, 'syncing');
  });

  it('previews all that a person must know, and blocks exactly what the server refuses', async () => {
    await bench.until(async () => {
      const { body } = await bench.as('ada').preview('environment=production');
      return body.manifests.files?.length === 1;
    }, 'the manifests to be read');
    bench.introduced.push({
      id: 'f-1',
      severity: 'critical',
      title: 'SQL injection',
    });
    const { body } = await bench
      .as('ada')
      .preview('environment=production')
      .expect(200);
    expect(body).toMatchObject({
      release: { version: '1.0.2' },
      fromRelease: { version: '1.0.1' },
      gates: [
        { id: 'verified', state: 'passed' },
        { id: 'gate-2', state: 'passed' },
      ],
      approvalPolicy: { count: 1, from: ['group:default/operations'] },
      risk: {
        level: 'high',
        reasons: expect.arrayContaining([
          'introduces a critical finding: SQL injection',
        ]),
      },
      blockers: [],
    });
    expect(body.manifests.files[0].patch).toContain(
      `+    digest: ${fresh.digest} # 1.0.2`,
    );
    bench.denied.add('ada delivery.promotion.create');
    const denied = await bench.as('ada').preview('environment=production');
    expect(denied.body.blockers).toHaveLength(1);
  });

  it('takes a request before the manifests were read, and says that they were not', async () => {
    await bench.engines[0].stop();
    bench.start({ idle: true });
    const { body } = await bench.as('ada').preview('environment=production');
    expect(body.manifests.error).toContain('was not read yet');
    expect(body.blockers).toEqual([]);
    const [requested] = await Promise.all([
      bench.as('ada').promote(fresh),
      bench.refresh(),
    ]);
    expect(requested.status).toBe(201);
  });

  it('says what to do when a hold or a veto is not as the person thinks', async () => {
    const hold = `${home}/environments/production/hold`;
    const none = await bench
      .as('ada')
      .post(`${hold}/release`, { reason: 'x' })
      .expect(409);
    expect(messageOf(none.body)).toContain('is not held');
    await bench.as('ada').post(hold, { reason: 'demo' }).expect(201);
    const twice = await bench.as('ben').post(hold, { reason: 'x' }).expect(409);
    expect(messageOf(twice.body)).toContain('is held already by ada: demo');
    const unknown = await bench
      .as('ada')
      .post(`${home}/environments/prod/hold`, { reason: 'x' })
      .expect(404);
    expect(messageOf(unknown.body)).toContain("No environment 'prod'");
    bench.denied.add('ben delivery.environment.hold');
    await bench.as('ben').post(`${hold}/release`, { reason: 'x' }).expect(403);
    const veto = await bench
      .as('ada')
      .post(`${home}/releases/r-none/veto`, { reason: 'x' })
      .expect(404);
    expect(messageOf(veto.body)).toContain("Release 'r-none' does not belong");
  });
});
