import { gzipSync } from 'node:zlib';
import express from 'express';
import { LoopbackListener } from '../../LoopbackListener';
import { ForgeFixture } from '../__testUtils__/ForgeFixture';

const repo = { owner: 'acme', repo: 'shop' };

function sarifOf(...rules: string[]) {
  return gzipSync(
    JSON.stringify({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'Bandit', rules: [] } },
          results: rules.map(ruleId => ({ ruleId, message: { text: ruleId } })),
        },
      ],
    }),
  ).toString('base64');
}

describe('webhooks about delivery', () => {
  const received: { event: string; body: Record<string, unknown> }[] = [];
  const listener = new LoopbackListener({
    name: 'receiver',
    port: 0,
    handler: express().use(express.json(), (request, response) => {
      received.push({
        event: String(request.headers['x-github-event']),
        body: request.body,
      });
      response.end();
    }),
  });
  let fixture: ForgeFixture;
  let head: string;

  beforeAll(async () => {
    await listener.start();
    fixture = await ForgeFixture.start({
      webhooks: [{ url: listener.url, secret: 'secret' }],
    });
    head = (await fixture.repository('shop')).head;
  });
  afterAll(async () => {
    await fixture.stop();
    await listener.stop();
  });

  const of = async (event: string) => {
    await fixture.forge.settled();
    return received
      .filter(delivery => delivery.event === event)
      .map(({ body }) => body);
  };

  it('tell of statuses', async () => {
    await fixture.octokit.rest.repos.createCommitStatus({
      ...repo,
      sha: head,
      state: 'success',
      context: 'lint',
    });
    expect(await of('status')).toMatchObject([
      {
        sha: head,
        state: 'success',
        context: 'lint',
        name: 'acme/shop',
        branches: [{ name: 'main' }],
        commit: { sha: head },
        repository: { full_name: 'acme/shop' },
        sender: { login: 'fairway-bot' },
      },
    ]);
  });

  it('tell of deployments and what becomes of them', async () => {
    const { repos } = fixture.octokit.rest;
    const { data } = await repos.createDeployment({
      ...repo,
      ref: 'main',
      environment: 'dev',
    });
    const id = 'id' in data ? data.id : 0;
    await repos.createDeploymentStatus({
      ...repo,
      deployment_id: id,
      state: 'success',
    });
    expect(await of('deployment')).toMatchObject([
      { action: 'created', deployment: { id, environment: 'dev' } },
    ]);
    expect(await of('deployment_status')).toMatchObject([
      {
        action: 'created',
        deployment_status: { state: 'success' },
        deployment: { id },
      },
    ]);
  });

  it('tell of every turn in the life of an alert, once', async () => {
    const { codeScanning } = fixture.octokit.rest;
    const upload = (...rules: string[]) =>
      codeScanning.uploadSarif({
        ...repo,
        commit_sha: head,
        ref: 'refs/heads/main',
        sarif: sarifOf(...rules),
      });
    const decide = (change: object) =>
      codeScanning.updateAlert({
        ...repo,
        alert_number: 1,
        state: 'open',
        ...change,
      });
    await upload('B1', 'B2');
    await upload('B1', 'B2');
    await upload('B1');
    await upload('B1', 'B2');
    await decide({ state: 'dismissed', dismissed_reason: "won't fix" });
    await decide({});
    await decide({});
    const events = await of('code_scanning_alert');
    expect(
      events.map(({ action, alert, commit_oid: commit }) => [
        action,
        alert,
        commit,
      ]),
    ).toMatchObject([
      ['created', { number: 1, rule: { id: 'B1' } }, head],
      ['created', { number: 2, rule: { id: 'B2' } }, head],
      ['fixed', { number: 2, state: 'fixed' }, head],
      ['reopened', { number: 2, state: 'open' }, head],
      ['closed_by_user', { number: 1, state: 'dismissed' }, ''],
      ['reopened_by_user', { number: 1, state: 'open' }, ''],
    ]);
  });

  it('do not tell of the seeded past', async () => {
    const before = (await of('code_scanning_alert')).length;
    fixture.forge.actions.createAnalysis({
      ...repo,
      ref: 'refs/heads/main',
      commitSha: head,
      category: 'past',
      silent: true,
      sarif: {
        version: '2.1.0',
        runs: [
          {
            tool: { driver: { name: 'Bandit' } },
            results: [{ ruleId: 'B9', message: { text: 'old' } }],
          },
        ],
      },
    });
    expect(await of('code_scanning_alert')).toHaveLength(before);
  });
});
