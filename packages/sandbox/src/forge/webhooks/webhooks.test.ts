import { createHmac, timingSafeEqual } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, IncomingHttpHeaders } from 'node:http';
import express from 'express';
import { LoopbackListener } from '../../LoopbackListener';
import { ADA, ADA_TOKEN, ForgeFixture } from '../__testUtils__/ForgeFixture';

interface Received {
  headers: IncomingHttpHeaders;
  raw: Buffer;
}

/** A receiver as an integrator writes it: it keeps what arrives, byte by byte. */
class Receiver {
  readonly received: Received[] = [];
  status = 200;
  readonly #arrivals = new EventEmitter();
  readonly #listener = new LoopbackListener({
    name: 'receiver',
    port: 0,
    handler: express().use(
      express.raw({ type: () => true, limit: '10mb' }),
      (request, response) => {
        this.received.push({ headers: request.headers, raw: request.body });
        this.#arrivals.emit(String(request.headers['x-github-event']));
        response.status(this.status).send('thanks');
      },
    ),
  });

  get url(): string {
    return `${this.#listener.url}/hook`;
  }

  async start(): Promise<this> {
    await this.#listener.start();
    return this;
  }

  async stop(): Promise<void> {
    await this.#listener.stop();
  }

  async next(event: string): Promise<void> {
    await once(this.#arrivals, event);
  }

  of(event: string): Received[] {
    return this.received.filter(
      ({ headers }) => headers['x-github-event'] === event,
    );
  }
}

function isSignedWith(secret: string, { headers, raw }: Received): boolean {
  const digest = createHmac('sha256', secret).update(raw).digest('hex');
  const expected = Buffer.from(`sha256=${digest}`);
  const given = Buffer.from(String(headers['x-hub-signature-256']));
  return expected.length === given.length && timingSafeEqual(expected, given);
}

const jsonOf = ({ raw }: Received) => JSON.parse(raw.toString());

describe('webhooks', () => {
  let fixture: ForgeFixture;
  let receiver: Receiver;
  const shop = { owner: 'acme', repo: 'shop' };
  const SECRET = 'a "secret" with ä';

  beforeEach(async () => {
    receiver = await new Receiver().start();
    fixture = await ForgeFixture.start();
    await fixture.repository('shop');
  });
  afterEach(async () => {
    await fixture.stop();
    await receiver.stop();
  });

  const repos = () => fixture.octokit.rest.repos;
  const expectContract = (
    method: string,
    path: string,
    { status, data }: { status: number; data: unknown },
  ) => fixture.expectContract(method, path, status, data);
  const create = async (events: string[], url = receiver.url) => {
    const created = await repos().createWebhook({
      ...shop,
      config: { url, content_type: 'json', secret: SECRET, insecure_ssl: '0' },
      events,
    });
    await fixture.forge.settled();
    return created;
  };
  const commit = (path: string, branch = 'main', pusher = ADA.login) =>
    fixture.forge.actions.commitFiles({
      ...shop,
      branch,
      message: `Add ${path}`,
      author: ADA,
      files: { [path]: `${path}\n` },
      pusher,
    });

  describe('of a repository', () => {
    const base = '/repos/{owner}/{repo}/hooks';

    it('are created, pinged, listed, changed and deleted, and never tell their secret', async () => {
      const created = await create(['push', 'pull_request']);
      expectContract('POST', base, created);
      expect(created.data.config.secret).toBe('********');
      const hook = { ...shop, hook_id: created.data.id };
      const [ping] = receiver.of('ping');
      expect(isSignedWith(SECRET, ping)).toBe(true);
      expect(jsonOf(ping)).toMatchObject({
        hook_id: created.data.id,
        hook: { config: { secret: '********' } },
      });

      const listed = await repos().listWebhooks(shop);
      expectContract('GET', base, listed);
      const one = await repos().getWebhook(hook);
      expectContract('GET', `${base}/{hook_id}`, one);
      expect(one.data.last_response).toEqual({
        code: 200,
        status: 'active',
        message: 'OK',
      });
      const changed = await repos().updateWebhook({
        ...hook,
        add_events: ['issues'],
        remove_events: ['push'],
        active: false,
      });
      expectContract('PATCH', `${base}/{hook_id}`, changed);
      expect(changed.data).toMatchObject({
        active: false,
        events: ['pull_request', 'issues'],
        config: { secret: '********' },
      });
      const config = await repos().updateWebhookConfigForRepo({
        ...hook,
        content_type: 'form',
      });
      expectContract('PATCH', `${base}/{hook_id}/config`, config);
      const read = await repos().getWebhookConfigForRepo(hook);
      expectContract('GET', `${base}/{hook_id}/config`, read);
      expect(read.data).toMatchObject({
        content_type: 'form',
        secret: '********',
      });

      const raw = await fixture.fetch('/repos/acme/shop/hooks');
      expect(await raw.text()).not.toContain('secret\\"');
      expectContract(
        'DELETE',
        `${base}/{hook_id}`,
        await repos().deleteWebhook(hook),
      );
      await expect(repos().getWebhook(hook)).rejects.toMatchObject({
        status: 404,
      });
    });

    it('are for administrators, and must say where to', async () => {
      await expect(
        fixture.octokitOf(ADA_TOKEN).rest.repos.listWebhooks(shop),
      ).rejects.toMatchObject({ status: 403 });
      for (const url of ['', 'no url', 'file:///etc/passwd']) {
        await expect(create(['push'], url)).rejects.toMatchObject({
          status: 422,
          response: { data: { errors: [{ resource: 'Hook' }] } },
        });
      }
      await create(['push']);
      await expect(create(['push'])).rejects.toMatchObject({
        status: 422,
        response: {
          data: {
            errors: [{ message: 'Hook already exists on this repository' }],
          },
        },
      });
    });

    it('hear what they asked for, signed and named', async () => {
      const created = await create(['push', 'create']);
      await commit('a.txt');
      await fixture.octokit.rest.issues.create({ ...shop, title: 'Unheard' });
      await fixture.forge.settled();
      expect(receiver.received).toHaveLength(2);
      const [push] = receiver.of('push');
      expect(isSignedWith(SECRET, push)).toBe(true);
      expect(isSignedWith('other', push)).toBe(false);
      expect(push.headers).toMatchObject({
        'content-type': 'application/json',
        'x-github-delivery': expect.stringMatching(/^[0-9a-f-]{36}$/),
        'x-github-hook-id': String(created.data.id),
        'user-agent': expect.stringMatching(/^GitHub-Hookshot\//),
      });
      expect(jsonOf(push)).toMatchObject({
        ref: 'refs/heads/main',
        created: false,
        forced: false,
        commits: [{ message: 'Add a.txt', added: ['a.txt'] }],
        head_commit: { message: 'Add a.txt' },
        pusher: { name: ADA.login, email: ADA.email },
        repository: { full_name: 'acme/shop' },
        organization: { login: 'acme' },
        sender: { login: ADA.login },
      });
    });

    it('hear of branches, pull requests, reviews, issues, runs, jobs and checks', async () => {
      await create(['*']);
      const { actions } = fixture.forge;
      const { data: main } = await fixture.octokit.rest.git.getRef({
        ...shop,
        ref: 'heads/main',
      });
      await fixture.octokit.rest.git.createRef({
        ...shop,
        ref: 'refs/heads/topic',
        sha: main.object.sha,
      });
      const { sha } = await commit('a.txt', 'topic');
      const pull = await actions.createPullRequest({
        ...shop,
        title: 'Topic',
        head: 'topic',
        base: 'main',
        author: ADA.login,
      });
      await commit('b.txt', 'topic');
      const number = { ...shop, pull_number: pull.number };
      await fixture.octokit.rest.pulls.createReview({
        ...number,
        event: 'APPROVE',
      });
      await fixture.octokit.rest.issues.createComment({
        ...shop,
        issue_number: pull.number,
        body: 'Fine',
      });
      await fixture.octokit.rest.pulls.merge(number);
      await fixture.octokit.rest.git.deleteRef({ ...shop, ref: 'heads/topic' });
      const { data: issue } = await fixture.octokit.rest.issues.create({
        ...shop,
        title: 'Bug',
      });
      await fixture.octokit.rest.issues.update({
        ...shop,
        issue_number: issue.number,
        state: 'closed',
      });
      const run = actions.createWorkflowRun({
        ...shop,
        workflowPath: '.github/workflows/ci.yml',
        name: 'CI',
        event: 'push',
        headBranch: 'main',
        headSha: sha,
        displayTitle: 'Add a.txt',
        actor: ADA.login,
      });
      const job = actions.createJob({
        runId: run.id,
        name: 'build',
        steps: [],
      });
      actions.updateJob(job.id, { status: 'completed', conclusion: 'success' });
      actions.updateWorkflowRun(run.id, {
        status: 'completed',
        conclusion: 'success',
      });
      await fixture.forge.settled();

      const actionsOf = (event: string) =>
        receiver.of(event).map(each => jsonOf(each).action);
      expect(actionsOf('pull_request')).toEqual([
        'opened',
        'synchronize',
        'closed',
      ]);
      expect(actionsOf('pull_request_review')).toEqual(['submitted']);
      expect(actionsOf('issue_comment')).toEqual(['created']);
      expect(actionsOf('issues')).toEqual(['opened', 'closed']);
      expect(actionsOf('workflow_run')).toEqual(['requested', 'completed']);
      expect(actionsOf('workflow_job')).toEqual(['queued', 'completed']);
      expect(actionsOf('check_run')).toEqual(['created', 'completed']);
      expect(receiver.of('create').map(jsonOf)).toEqual([
        expect.objectContaining({ ref: 'topic', ref_type: 'branch' }),
      ]);
      expect(receiver.of('delete').map(jsonOf)).toEqual([
        expect.objectContaining({ ref: 'topic', ref_type: 'branch' }),
      ]);
      const closed = jsonOf(receiver.of('pull_request')[2]);
      expect(closed.pull_request).toMatchObject({
        merged: true,
        merged_by: { login: 'fairway-bot' },
      });
      expect(receiver.received.every(each => isSignedWith(SECRET, each))).toBe(
        true,
      );
      expect(fixture.reports).toEqual([]);
    });

    it('get forms when they ask for forms, unsigned without a secret', async () => {
      await repos().createWebhook({
        ...shop,
        config: { url: receiver.url },
        events: ['push'],
      });
      await commit('a.txt');
      await fixture.forge.settled();
      const [push] = receiver.of('push');
      expect(push.headers).toMatchObject({
        'content-type': 'application/x-www-form-urlencoded',
      });
      expect(push.headers).not.toHaveProperty('x-hub-signature-256');
      const payload = new URLSearchParams(push.raw.toString()).get('payload');
      expect(JSON.parse(payload ?? '')).toMatchObject({
        ref: 'refs/heads/main',
      });
    });

    it('are pinged and tested when asked', async () => {
      const { data } = await create(['push']);
      const hook = { ...shop, hook_id: data.id };
      expectContract(
        'POST',
        `${base}/{hook_id}/pings`,
        await repos().pingWebhook(hook),
      );
      expectContract(
        'POST',
        `${base}/{hook_id}/tests`,
        await repos().testPushWebhook(hook),
      );
      await fixture.forge.settled();
      expect(receiver.of('ping')).toHaveLength(2);
      expect(jsonOf(receiver.of('push')[0]).head_commit.message).toBe(
        'Initial commit',
      );
    });
  });

  describe('deliveries', () => {
    const base = '/repos/{owner}/{repo}/hooks/{hook_id}/deliveries';

    it('are kept with request and answer, page by page', async () => {
      const { data } = await create(['push']);
      const hook = { ...shop, hook_id: data.id };
      receiver.status = 500;
      await commit('a.txt');
      await fixture.forge.settled();

      const listed = await repos().listWebhookDeliveries(hook);
      expectContract('GET', base, listed);
      expect(
        listed.data.map(({ event, status_code }) => [event, status_code]),
      ).toEqual([
        ['push', 500],
        ['ping', 200],
      ]);
      const one = await repos().getWebhookDelivery({
        ...hook,
        delivery_id: listed.data[0].id,
      });
      expectContract('GET', `${base}/{delivery_id}`, one);
      expect(one.data).toMatchObject({
        guid: receiver.of('push')[0].headers['x-github-delivery'],
        request: {
          headers: { 'X-GitHub-Event': 'push' },
          payload: { ref: 'refs/heads/main' },
        },
        response: { payload: 'thanks' },
      });

      const first = await repos().listWebhookDeliveries({
        ...hook,
        per_page: 1,
      });
      const next = /<([^>]+)>; rel="next"/.exec(first.headers.link ?? '')?.[1];
      const second = await fixture.octokit.request(`GET ${next}`);
      expect(second.data).toEqual([listed.data[1]]);
      const failed = await fixture.fetch(
        `/repos/acme/shop/hooks/${data.id}/deliveries?status=failure`,
      );
      expect(await failed.json()).toEqual([listed.data[0]]);
    });

    it('are repeated under the same name', async () => {
      const { data } = await create(['push']);
      const hook = { ...shop, hook_id: data.id };
      receiver.status = 503;
      await commit('a.txt');
      await fixture.forge.settled();
      receiver.status = 200;
      const [failed] = (await repos().listWebhookDeliveries(hook)).data;
      const again = await repos().redeliverWebhookDelivery({
        ...hook,
        delivery_id: failed.id,
      });
      expectContract('POST', `${base}/{delivery_id}/attempts`, again);
      await fixture.forge.settled();

      const [before, after] = receiver.of('push');
      expect(after.raw.equals(before.raw)).toBe(true);
      expect(after.headers['x-github-delivery']).toBe(
        before.headers['x-github-delivery'],
      );
      expect(isSignedWith(SECRET, after)).toBe(true);
      const [redelivered] = (await repos().listWebhookDeliveries(hook)).data;
      expect(redelivered).toMatchObject({
        guid: failed.guid,
        redelivery: true,
        status_code: 200,
      });
      await expect(
        repos().getWebhookDelivery({ ...hook, delivery_id: 999 }),
      ).rejects.toMatchObject({ status: 404 });
    });

    it('go nowhere but to this machine', async () => {
      const { data } = await create(['push'], 'http://192.0.2.1/hook');
      const [ping] = (
        await repos().listWebhookDeliveries({ ...shop, hook_id: data.id })
      ).data;
      expect(ping).toMatchObject({
        status_code: 0,
        status: expect.stringContaining('to this machine only'),
      });
    });
  });

  it('do not hold up a push when nobody answers', async () => {
    const asleep = createServer(() => {});
    await new Promise<void>(resolve => {
      asleep.listen(0, '127.0.0.1', resolve);
    });
    const address = asleep.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    try {
      const urls = [
        `http://127.0.0.1:${port}/`,
        'http://127.0.0.1:9/',
        receiver.url,
      ];
      for (const url of urls) {
        await repos().createWebhook({
          ...shop,
          config: { url, content_type: 'json' },
          events: ['push'],
        });
      }
      const heard = receiver.next('push');
      await fixture.git('', 'clone', '-q', fixture.gitUrl('shop'), 'shop');
      await fixture.git('shop', 'commit', '-q', '--allow-empty', '-m', 'Go');
      await fixture.git('shop', 'push', '-q', 'origin', 'main');
      // The push is done, and others hear of it, while one still sleeps.
      await heard;
      const { data } = await repos().getBranch({ ...shop, branch: 'main' });
      expect(data.commit.commit.message).toBe('Go');
    } finally {
      asleep.closeAllConnections();
      asleep.close();
    }
  });

  it('of an organisation hear of all its repositories', async () => {
    const orgs = fixture.octokit.rest.orgs;
    const base = '/orgs/{org}/hooks';
    const org = 'acme';
    const created = await orgs.createWebhook({
      org,
      name: 'web',
      config: { url: receiver.url, content_type: 'json', secret: SECRET },
      events: ['push'],
    });
    expectContract('POST', base, created);
    expect(created.data.config.secret).toBe('********');
    const hook = { org, hook_id: created.data.id };
    expectContract('GET', base, await orgs.listWebhooks({ org }));
    expectContract('GET', `${base}/{hook_id}`, await orgs.getWebhook(hook));
    await commit('a.txt');
    await fixture.repository('other');
    await fixture.forge.settled();
    expect(
      receiver.of('push').map(each => jsonOf(each).repository.name),
    ).toEqual(['shop', 'other']);

    expectContract(
      'PATCH',
      `${base}/{hook_id}`,
      await orgs.updateWebhook({ ...hook, active: false }),
    );
    expectContract(
      'GET',
      `${base}/{hook_id}/config`,
      await orgs.getWebhookConfigForOrg(hook),
    );
    expectContract(
      'PATCH',
      `${base}/{hook_id}/config`,
      await orgs.updateWebhookConfigForOrg({ ...hook, secret: 'new' }),
    );
    expectContract(
      'POST',
      `${base}/{hook_id}/pings`,
      await orgs.pingWebhook(hook),
    );
    await fixture.forge.settled();
    expect(
      isSignedWith('new', receiver.received.at(-1) ?? receiver.received[0]),
    ).toBe(true);
    const deliveries = await orgs.listWebhookDeliveries(hook);
    expectContract('GET', `${base}/{hook_id}/deliveries`, deliveries);
    const delivery = { ...hook, delivery_id: deliveries.data[0].id };
    expectContract(
      'GET',
      `${base}/{hook_id}/deliveries/{delivery_id}`,
      await orgs.getWebhookDelivery(delivery),
    );
    expectContract(
      'POST',
      `${base}/{hook_id}/deliveries/{delivery_id}/attempts`,
      await orgs.redeliverWebhookDelivery(delivery),
    );
    expectContract(
      'DELETE',
      `${base}/{hook_id}`,
      await orgs.deleteWebhook(hook),
    );
    await expect(
      fixture.octokitOf(ADA_TOKEN).rest.orgs.listWebhooks({ org }),
    ).rejects.toMatchObject({ status: 404 });
  });
});
