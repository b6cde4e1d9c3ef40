import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { ForgeFixture } from '../__testUtils__/ForgeFixture';
import { WorkflowEvent } from '../actions/records';

describe('identity tokens', () => {
  let fixture: ForgeFixture;
  let head: string;
  const audience = 'http://localhost:7007';

  beforeAll(async () => {
    fixture = await ForgeFixture.start();
    ({ head } = await fixture.repository('shop'));
  });
  afterAll(() => fixture.stop());

  const issuer = () => `${fixture.url}/_services/token`;

  function createRun(event: WorkflowEvent) {
    return fixture.forge.actions.createWorkflowRun({
      owner: 'acme',
      repo: 'shop',
      workflowPath: '.github/workflows/ci.yml',
      name: 'Delivery',
      displayTitle: 'Sell shoes',
      event,
      headBranch: 'main',
      headSha: head,
      actor: 'ada',
    });
  }

  async function verify(token: string) {
    const keys = createRemoteJWKSet(new URL(`${issuer()}/.well-known/jwks`));
    return jwtVerify(token, keys, { issuer: issuer(), audience });
  }

  it('come from an issuer that describes itself to everybody', async () => {
    const answer = await fetch(`${issuer()}/.well-known/openid-configuration`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      issuer: issuer(),
      jwks_uri: `${issuer()}/.well-known/jwks`,
      subject_types_supported: ['public', 'pairwise'],
      response_types_supported: ['id_token'],
      claims_supported: expect.arrayContaining(['sub', 'aud', 'repository']),
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid'],
    });
  });

  it('say what the run is, for five minutes', async () => {
    const run = createRun('push');
    const before = Math.floor(Date.now() / 1000);
    const token = await fixture.forge.actions.createIdentityToken({
      runId: run.id,
      ref: 'refs/heads/main',
      audience,
    });
    const { payload } = await verify(token);
    const { iat = 0 } = payload;
    expect(payload).toEqual({
      iss: issuer(),
      aud: audience,
      sub: 'repo:acme/shop:ref:refs/heads/main',
      repository: 'acme/shop',
      repository_owner: 'acme',
      ref: 'refs/heads/main',
      ref_type: 'branch',
      sha: head,
      event_name: 'push',
      run_id: String(run.id),
      run_attempt: '1',
      workflow: 'Delivery',
      workflow_ref: 'acme/shop/.github/workflows/ci.yml@refs/heads/main',
      jti: expect.any(String),
      iat: expect.any(Number),
      nbf: iat,
      exp: iat + 300,
    });
    expect(iat).toBeGreaterThanOrEqual(before);
    expect(iat).toBeLessThanOrEqual(Date.now() / 1000);
    const another = await fixture.forge.actions.createIdentityToken({
      runId: run.id,
      ref: 'refs/heads/main',
      audience,
    });
    expect((await verify(another)).payload.jti).not.toBe(payload.jti);
  });

  it.each<[WorkflowEvent, string, object]>([
    [
      'push',
      'refs/tags/v1',
      { sub: 'repo:acme/shop:ref:refs/tags/v1', ref_type: 'tag' },
    ],
    [
      'pull_request',
      'refs/pull/4/merge',
      { sub: 'repo:acme/shop:pull_request', ref_type: 'branch' },
    ],
  ])('of a %s on %s name it as GitHub does', async (event, ref, claims) => {
    const token = await fixture.forge.actions.createIdentityToken({
      runId: createRun(event).id,
      ref,
      audience,
    });
    expect((await verify(token)).payload).toMatchObject({ ref, ...claims });
  });

  it('are signed with a key that only the running forge has', async () => {
    const token = await fixture.forge.actions.createIdentityToken({
      runId: createRun('push').id,
      ref: 'refs/heads/main',
      audience,
    });
    const answer = await fetch(`${issuer()}/.well-known/jwks`);
    const { keys } = await answer.json();
    expect(keys).toEqual([
      {
        kty: 'RSA',
        alg: 'RS256',
        use: 'sig',
        kid: decodeProtectedHeader(token).kid,
        n: expect.any(String),
        e: 'AQAB',
      },
    ]);

    const restarted = await ForgeFixture.start();
    try {
      const others = createRemoteJWKSet(
        new URL(`${restarted.url}/_services/token/.well-known/jwks`),
      );
      await expect(jwtVerify(token, others)).rejects.toThrow(
        /no applicable key/,
      );
    } finally {
      await restarted.stop();
    }
  });
});
