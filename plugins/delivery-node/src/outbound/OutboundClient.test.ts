import { HttpResponse, delay, http } from 'msw';
import { setupServer } from 'msw/node';
import { z } from 'zod';
import { registerMswTestHooks } from '@backstage/backend-test-utils';
import { OutboundClient, OutboundClientOptions } from './OutboundClient';
import { retryAtOf } from './outboundErrors';
import { outboundUrl } from './outboundUrl';

const server = setupServer();
const base = 'https://ghe.example.com/api/v3';

function client(options: Partial<OutboundClientOptions> = {}) {
  return OutboundClient.create({
    upstream: 'GitHub (ghe.example.com)',
    baseUrl: base,
    headers: async () => ({ Authorization: 'Bearer secret-token' }),
    ...options,
  });
}

async function errorOf(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => {
      throw new Error('it did not throw');
    },
    error => error,
  );
}

describe('outboundUrl', () => {
  it.each([
    [['repos', '..%2Fadmin'], '/api/v3/repos/..%252Fadmin'],
    [['repos', '../admin'], '/api/v3/repos/..%2Fadmin'],
    [['repos', 'a?b=c#d'], '/api/v3/repos/a%3Fb%3Dc%23d'],
    [['repos', '@evil.example'], '/api/v3/repos/%40evil.example'],
    [['repos', '%2e%2e'], '/api/v3/repos/%252e%252e'],
  ])('keeps %p in its place', (segments, path) => {
    const url = outboundUrl(base, segments);
    expect(url.host).toBe('ghe.example.com');
    expect(`${url.pathname}${url.search}${url.hash}`).toBe(path);
  });

  it.each(['', '.', '..'])('refuses the segment %p', segment => {
    expect(() => outboundUrl(base, ['repos', segment, 'x'])).toThrow(
      `'${segment}' cannot be part of the path`,
    );
  });

  it('encodes the query and leaves out what is undefined', () => {
    const url = outboundUrl(`${base}/`, ['a'], { q: 'x&y=z', page: undefined });
    expect(url.href).toBe(`${base}/a?q=x%26y%3Dz`);
  });
});

describe('OutboundClient', () => {
  registerMswTestHooks(server);

  it('sends credentials and checks what it reads', async () => {
    server.use(
      http.get(`${base}/user`, ({ request }) =>
        HttpResponse.json({
          login: request.headers.get('authorization'),
          other: 1,
        }),
      ),
    );
    const schema = z.object({ login: z.string() });
    await expect(
      client().getJson({ segments: ['user'] }, schema),
    ).resolves.toMatchObject({ body: { login: 'Bearer secret-token' } });
    await expect(
      client().getJson({ segments: ['user'] }, z.object({ id: z.number() })),
    ).rejects.toThrow(
      /GET \/user was answered with unexpected content at 'id'/,
    );
  });

  it('says when content did not change since an ETag', async () => {
    server.use(
      http.get(`${base}/runs`, ({ request }) =>
        request.headers.get('if-none-match') === '"1"'
          ? new HttpResponse(null, { status: 304 })
          : HttpResponse.json([], { headers: { ETag: '"1"' } }),
      ),
    );
    const outbound = client();
    const first = await outbound.get({ segments: ['runs'] });
    expect(first).toMatchObject({ modified: true, etag: '"1"' });
    const second = await outbound.get({ segments: ['runs'], etag: '"1"' });
    expect(second.modified).toBe(false);
  });

  it.each([
    [401, 'AuthenticationError'],
    [403, 'NotAllowedError'],
    [404, 'NotFoundError'],
    [422, 'InputError'],
    [502, 'ServiceUnavailableError'],
  ])(
    'answers %i with a %s that names system, path and reason',
    async (status, name) => {
      server.use(
        http.get(`${base}/x`, () =>
          HttpResponse.json(
            { message: 'Bad credentials: secret-token' },
            { status },
          ),
        ),
      );
      const error = await errorOf(client().get({ segments: ['x'] }));
      expect(error.name).toBe(name);
      expect(error.message).toBe(
        `GitHub (ghe.example.com): GET /x was answered with ${status}: Bad credentials: [redacted]`,
      );
    },
  );

  it('gives up after the deadline, also when only the body hangs', async () => {
    server.use(
      http.get(`${base}/slow`, async () => {
        await delay('infinite');
        return HttpResponse.json({});
      }),
      http.get(
        `${base}/hanging`,
        () => new HttpResponse(new ReadableStream({ start() {} })),
      ),
    );
    for (const path of ['slow', 'hanging']) {
      const error = await errorOf(
        client({ timeoutMs: 30 }).get({ segments: [path] }),
      );
      expect(error.name).toBe('ServiceUnavailableError');
      expect(error.message).toContain(
        `GET /${path} was not answered within 30 ms`,
      );
    }
  });

  it('ends at once when the caller aborts', async () => {
    server.use(
      http.get(`${base}/slow`, async () => {
        await delay('infinite');
        return HttpResponse.json({});
      }),
    );
    const controller = new AbortController();
    const pending = client().get({
      segments: ['slow'],
      signal: controller.signal,
    });
    controller.abort();
    expect((await errorOf(pending)).name).toBe('AbortError');
  });

  it('runs no more than the allowed requests at once', async () => {
    let running = 0;
    let most = 0;
    server.use(
      http.get(`${base}/n/:id`, async () => {
        running += 1;
        most = Math.max(most, running);
        await delay(5);
        running -= 1;
        return HttpResponse.json({});
      }),
    );
    const outbound = client();
    await Promise.all(
      Array.from({ length: 30 }, (_, id) =>
        outbound.get({ segments: ['n', String(id)] }),
      ),
    );
    expect(most).toBe(8);
  });

  it('leaves a broken system alone after five failures', async () => {
    let calls = 0;
    server.use(
      http.get(`${base}/x`, () => {
        calls += 1;
        return new HttpResponse('oops', { status: 500 });
      }),
    );
    const outbound = client();
    for (let i = 0; i < 5; i += 1) {
      await errorOf(outbound.get({ segments: ['x'] }));
    }
    const error = await errorOf(outbound.get({ segments: ['x'] }));
    expect(calls).toBe(5);
    expect(error.name).toBe('ServiceUnavailableError');
    expect(error.message).toMatch(/failed 5 times in a row.*answered with 500/);
  });

  it('does not count refusals as failures of the system', async () => {
    let calls = 0;
    server.use(
      http.get(`${base}/x`, () => {
        calls += 1;
        return new HttpResponse('', { status: 404 });
      }),
    );
    const outbound = client();
    for (let i = 0; i < 8; i += 1) {
      await errorOf(outbound.get({ segments: ['x'] }));
    }
    expect(calls).toBe(8);
  });

  it.each([
    [
      'Retry-After',
      429,
      { 'retry-after': '30' },
      () => new Date(Date.now() + 31_000),
    ],
    [
      "GitHub's rate limit",
      403,
      {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 60),
      },
      () => new Date(Date.now() + 62_000),
    ],
  ])(
    'honours %s: nothing is sent until then',
    async (_name, status, headers, latest) => {
      let calls = 0;
      server.use(
        http.get(`${base}/x`, () => {
          calls += 1;
          return new HttpResponse('', { status, headers });
        }),
      );
      const outbound = client();
      const error = await errorOf(outbound.get({ segments: ['x'] }));
      const retryAt = retryAtOf(error)?.getTime() ?? 0;
      expect(retryAt).toBeGreaterThan(Date.now());
      expect(retryAt).toBeLessThan(latest().getTime());
      await errorOf(outbound.get({ segments: ['x'] }));
      expect(calls).toBe(1);
    },
  );

  it('honours Retry-After of a good answer, too', async () => {
    let calls = 0;
    server.use(
      http.get(`${base}/x`, () => {
        calls += 1;
        return HttpResponse.json({}, { headers: { 'retry-after': '30' } });
      }),
    );
    const outbound = client();
    await expect(outbound.get({ segments: ['x'] })).resolves.toMatchObject({
      modified: true,
    });
    const error = await errorOf(outbound.get({ segments: ['x'] }));
    expect(retryAtOf(error)?.getTime()).toBeGreaterThan(Date.now());
    expect(calls).toBe(1);
  });

  it('knows a refusal that looks like an answer', async () => {
    server.use(
      http.get(`${base}/x`, () => HttpResponse.html('<form>', { status: 203 })),
    );
    const outbound = OutboundClient.create({
      upstream: 'Forge',
      baseUrl: base,
      refusalOf: status => (status === 203 ? 'sign in first' : undefined),
    });
    await expect(
      errorOf(outbound.get({ segments: ['x'] })),
    ).resolves.toMatchObject({
      name: 'AuthenticationError',
      message: 'Forge: GET /x: sign in first',
    });
  });

  it('accepts the last answer before the rate limit is used up', async () => {
    server.use(
      http.get(`${base}/x`, () =>
        HttpResponse.json(
          {},
          {
            headers: {
              'x-ratelimit-remaining': '0',
              'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 60),
            },
          },
        ),
      ),
    );
    const outbound = client();
    await outbound.get({ segments: ['x'] });
    const error = await errorOf(outbound.get({ segments: ['x'] }));
    expect(retryAtOf(error)).toBeDefined();
  });

  it('refuses bodies over the limit, announced or not', async () => {
    server.use(
      http.get(
        `${base}/announced`,
        () =>
          new HttpResponse('x', { headers: { 'content-length': '1000000' } }),
      ),
      http.get(`${base}/streamed`, () =>
        HttpResponse.text('x'.repeat(200), {
          headers: { 'content-length': '' },
        }),
      ),
    );
    const outbound = client({ maxBytes: 100 });
    for (const path of ['announced', 'streamed']) {
      const error = await errorOf(outbound.get({ segments: [path] }));
      expect(error.message).toContain('more than the 100 bytes');
    }
  });

  it('follows a redirect on its host, and to another one only if allowed and without credentials', async () => {
    let seen: string | null = 'not called';
    server.use(
      http.get(`${base}/old`, () => HttpResponse.redirect(`${base}/new`, 301)),
      http.get(`${base}/new`, ({ request }) =>
        HttpResponse.text(request.headers.get('authorization') ?? ''),
      ),
      http.get(`${base}/zip`, () =>
        HttpResponse.redirect('https://blobs.example.com/a.zip?sig=1', 302),
      ),
      http.get('https://blobs.example.com/a.zip', ({ request }) => {
        seen = request.headers.get('authorization');
        return HttpResponse.text('zip');
      }),
    );
    const outbound = client();
    await expect(outbound.get({ segments: ['old'] })).resolves.toMatchObject({
      body: Buffer.from('Bearer secret-token'),
    });
    const refused = await errorOf(outbound.get({ segments: ['zip'] }));
    expect(refused.message).toContain(
      "redirects to the host 'blobs.example.com', which is not allowed",
    );
    expect(seen).toBe('not called');
    await outbound.get({
      segments: ['zip'],
      mayRedirectTo: url => url.host === 'blobs.example.com',
    });
    expect(seen).toBeNull();
  });

  it('gives up on a redirect loop', async () => {
    server.use(
      http.get(`${base}/loop`, () => HttpResponse.redirect(`${base}/loop`)),
    );
    const error = await errorOf(client().get({ segments: ['loop'] }));
    expect(error.message).toContain('redirects without an end');
  });

  it('names the reason when there is no connection', async () => {
    const outbound = OutboundClient.create({
      upstream: 'GitHub (localhost)',
      baseUrl: 'http://127.0.0.1:1',
    });
    server.use(http.get('http://127.0.0.1:1/x', () => HttpResponse.error()));
    const error = await errorOf(outbound.get({ segments: ['x'] }));
    expect(error.name).toBe('ServiceUnavailableError');
    expect(error.message).toMatch(/^GitHub \(localhost\): GET \/x failed: /);
  });
});
