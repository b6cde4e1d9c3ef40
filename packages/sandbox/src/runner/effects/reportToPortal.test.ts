import { IncomingMessage } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { PushEvent } from '../../forge/events/ForgeEvents';
import { LoopbackListener } from '../../LoopbackListener';
import { SandboxClock } from '../../SandboxClock';
import { ADA, OWNER, SERVICE, useRunner } from '../__testUtils__/RunnerFixture';
import { fromPush } from '../toRunTrigger';

function workflow(api: string): Record<string, string> {
  return {
    '.github/workflows/ci.yml': `
name: Delivery
on: push
jobs:
  report:
    runs-on: x
    permissions: { id-token: write }
    steps:
      - env: { DELIVERY_API: '${api}' }
        run: curl --request POST "\${DELIVERY_API}/v1/reports"
`,
  };
}

describe('reportToPortal', () => {
  const current = useRunner();
  let portal: LoopbackListener;
  let requests: { method?: string; url?: string; authorization?: string }[];
  let answer: { status: number; body: object | string };

  beforeEach(async () => {
    requests = [];
    answer = { status: 202, body: {} };
    portal = new LoopbackListener({
      name: 'portal',
      port: 0,
      handler: ({ method, url, headers }: IncomingMessage, response) => {
        requests.push({ method, url, authorization: headers.authorization });
        response.writeHead(answer.status, {
          'Content-Type': 'application/json',
          // Matters to a redirect only.
          Location: '/elsewhere',
        });
        response.end(JSON.stringify(answer.body));
      },
    });
    await portal.start();
  });
  afterEach(() => portal.stop());

  /** How the run ended, and what its job logged. */
  async function run(address: string) {
    const { id, conclusion } = await current.fixture.run(workflow(address));
    return { conclusion, log: current.fixture.logOf(id, 'report') };
  }

  it('sends the portal a token of the run that it can verify', async () => {
    const { fixture } = current;
    const { conclusion, log } = await run(`${portal.url}/api/delivery`);
    expect(conclusion).toBe('success');
    expect(log).toContain('The portal reads the results of this run');
    expect(requests).toEqual([
      {
        method: 'POST',
        url: '/api/delivery/v1/reports',
        authorization: expect.stringMatching(/^Bearer /),
      },
    ]);

    const issuer = `${fixture.listener.url}/_services/token`;
    const discovery = await fetch(
      `${issuer}/.well-known/openid-configuration`,
    ).then(response => response.json());
    const { payload } = await jwtVerify(
      requests[0].authorization?.slice('Bearer '.length) ?? '',
      createRemoteJWKSet(new URL(discovery.jwks_uri)),
      { issuer, audience: `${portal.url}/api/delivery`, algorithms: ['RS256'] },
    );
    const { id, headSha } = fixture.newestRun();
    expect(payload).toMatchObject({
      sub: `repo:${OWNER}/${SERVICE}:ref:refs/heads/main`,
      repository: `${OWNER}/${SERVICE}`,
      repository_owner: OWNER,
      ref: 'refs/heads/main',
      sha: headSha,
      event_name: 'push',
      run_id: String(id),
      run_attempt: '1',
      workflow: 'Delivery',
    });
  });

  it.each<[number, object | string, string]>([
    [
      401,
      {
        error: { name: 'AuthenticationError', message: 'Unknown issuer' },
        response: { statusCode: 401 },
      },
      '##[warning]The portal refused the report with 401: Unknown issuer',
    ],
    [
      502,
      'x'.repeat(5000),
      '##[warning]The portal refused the report with 502: Request failed',
    ],
    [302, {}, '##[warning]The portal refused the report with 302: '],
  ])(
    'warns and succeeds when the portal answers %d',
    async (status, body, warning) => {
      answer = { status, body };
      const { conclusion, log } = await run(`${portal.url}/api/delivery`);
      expect(conclusion).toBe('success');
      expect(log).toContain(warning);
      expect(log.length).toBeLessThan(500);
      expect(requests).toHaveLength(1);
      expect(log).not.toContain('reads the results');
    },
  );

  it('warns and succeeds when the portal is down', async () => {
    await portal.stop();
    const { conclusion, log } = await run(`${portal.url}/api/delivery`);
    expect(conclusion).toBe('success');
    expect(log).toContain(
      `##[warning]The portal at ${portal.url}/api/delivery did not answer: `,
    );
  });

  it.each(['http://192.0.2.1:7007', 'https://localhost.example', ''])(
    'does not call %p, which is not on this machine',
    async address => {
      const { conclusion, log } = await run(address);
      expect(conclusion).toBe('success');
      expect(log).toContain(
        `##[warning]The portal '${address}' is not reachable from the sandbox`,
      );
    },
  );

  it('calls nobody for the history that the seed makes', async () => {
    const { fixture } = current;
    const pushes: PushEvent[] = [];
    fixture.forge.onPush(event => {
      pushes.push(event);
    });
    await fixture.forge.commitFiles({
      owner: OWNER,
      repo: SERVICE,
      branch: 'main',
      message: 'feat: be old',
      author: ADA,
      files: workflow(`${portal.url}/api/delivery`),
      silent: true,
    });
    const input = fromPush(pushes[0]);
    if (!input) {
      throw new Error('The push starts no run');
    }
    await fixture.runner.trigger(OWNER, SERVICE, input, {
      createClock: () => new SandboxClock({ speed: 5000 }),
    });
    const { id, conclusion } = fixture.newestRun();
    expect(conclusion).toBe('success');
    expect(fixture.logOf(id, 'report')).not.toMatch(/warning|portal reads/);
    expect(requests).toEqual([]);
  });
});
