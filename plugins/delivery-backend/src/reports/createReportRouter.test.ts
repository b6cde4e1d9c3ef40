import { registerMswTestHooks } from '@backstage/backend-test-utils';
import { REPORTS_TOPIC } from '@fairway/backstage-plugin-delivery-node';
import {
  exportJWK,
  generateKeyPair,
  GenerateKeyPairResult,
  JWTPayload,
  KeyLike,
  SignJWT,
} from 'jose';
import { http, HttpResponse, passthrough } from 'msw';
import { setupServer } from 'msw/node';
import { DeliveryBench } from '../__testUtils__/DeliveryBench';

const ISSUER = 'https://token.ci.example';
const DISCOVERY = `${ISSUER}/.well-known/openid-configuration`;
const AZURE = 'https://vstoken.example/org-1';

jest.setTimeout(30_000);

describe('reports of pipeline runs', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  let keys: GenerateKeyPairResult<KeyLike>;
  let bench: DeliveryBench;
  let discoveries: number;

  beforeAll(async () => {
    keys = await generateKeyPair('RS256');
  });

  beforeEach(async () => {
    discoveries = 0;
    server.use(
      ...[ISSUER, AZURE].flatMap(issuer => [
        http.get(`${issuer}/.well-known/openid-configuration`, () => {
          discoveries += 1;
          return HttpResponse.json({
            issuer,
            jwks_uri: `${new URL(issuer).origin}/keys`,
          });
        }),
        http.get(`${new URL(issuer).origin}/keys`, async () =>
          HttpResponse.json({
            keys: [
              {
                ...(await exportJWK(keys.publicKey)),
                kid: 'a',
                alg: 'RS256',
                use: 'sig',
              },
            ],
          }),
        ),
      ]),
      http.all(/^http:\/\/127\.0\.0\.1:/, () => passthrough()),
    );
    bench = await DeliveryBench.start({
      issuers: [
        { title: 'CI', issuer: ISSUER },
        { title: 'Azure', issuer: AZURE, audience: 'api://fixed' },
      ],
    });
  });

  afterEach(() => bench.stop());

  function token(
    claims: JWTPayload = {},
    options: { expires?: string; key?: KeyLike } = {},
  ) {
    return new SignJWT({
      iss: ISSUER,
      aud: bench.address,
      jti: 'token-1',
      repository: 'acme/checkout-api',
      run_id: '7',
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'a' })
      .setIssuedAt()
      .setExpirationTime(options.expires ?? '5 minutes')
      .sign(options.key ?? keys.privateKey);
  }

  const report = (bearer: string) =>
    bench.post('/reports', {}, { Authorization: `Bearer ${bearer}` });

  it('tells all replicas which run reported, without credentials of Backstage', async () => {
    const { status, text } = await report(await token());
    expect([status, text]).toEqual([202, '']);
    expect(bench.events.publish).toHaveBeenCalledWith({
      topic: REPORTS_TOPIC,
      metadata: { jti: 'token-1' },
      eventPayload: expect.objectContaining({
        iss: ISSUER,
        repository: 'acme/checkout-api',
        run_id: '7',
      }),
    });
  });

  it('takes the audience of an issuer that has one of its own', async () => {
    const claims = { iss: AZURE, aud: 'api://fixed' };
    expect((await report(await token(claims))).status).toBe(202);
  });

  it('asks for the keys of an issuer once', async () => {
    await report(await token());
    await report(await token({ jti: 'token-2' }));
    expect(discoveries).toBe(1);
  });

  it.each<[string, () => Promise<string> | string, RegExp]>([
    ['that is none', () => 'abc', /no JSON Web Token/],
    [
      'of somebody else',
      () => token({ iss: 'https://elsewhere.example' }),
      /is of 'https:\/\/elsewhere.example'; this portal takes those of 'https:\/\/token.ci.example', /,
    ],
    [
      'for another audience',
      () => token({ aud: 'https://other.example' }),
      /another audience; request it for 'http:.*\/api\/delivery'/,
    ],
    [
      'that has expired',
      () => token({}, { expires: '5 minutes ago' }),
      /has expired/,
    ],
    [
      'with a forged signature',
      async () =>
        token({}, { key: (await generateKeyPair('RS256')).privateKey }),
      /not valid: signature verification failed/,
    ],
    [
      'that cannot be told from a copy',
      () => token({ jti: undefined }),
      /not valid: .*"jti"/,
    ],
    [
      'without a signature',
      async () => {
        const [, payload] = (await token()).split('.');
        const header = Buffer.from('{"alg":"none"}').toString('base64url');
        return `${header}.${payload}.`;
      },
      /not valid/,
    ],
  ])('refuses a token %s, and says why', async (_name, make, message) => {
    const { status, body } = await report(await make());
    expect([status, body.error.message]).toEqual([
      401,
      expect.stringMatching(message),
    ]);
    expect(bench.events.publish).not.toHaveBeenCalled();
  });

  it('says that a token is missing', async () => {
    const { status, body } = await bench.post('/reports', {});
    expect([status, body.error.message]).toEqual([
      401,
      "Send the OIDC token of the run as 'Authorization: Bearer <token>'",
    ]);
  });

  it.each([
    ['is down', DISCOVERY, new HttpResponse(null, { status: 503 })],
    [
      'names keys elsewhere',
      DISCOVERY,
      HttpResponse.json({ jwks_uri: 'https://elsewhere.example/keys' }),
    ],
    [
      'does not give its keys',
      `${ISSUER}/keys`,
      new HttpResponse(null, { status: 503 }),
    ],
  ])(
    'can be tried again when the issuer %s',
    async (_name, address, answer) => {
      server.use(http.get(address, () => answer.clone(), { once: true }));
      const { status, body } = await report(await token());
      expect(status).toBe(503);
      expect(body.error.message).toMatch(/^The keys of CI cannot be read: /);
      expect((await report(await token())).status).toBe(202);
    },
  );
});
