import { ForgeFixture } from './ForgeFixture';

describe('ForgeFixture', () => {
  let fixture: ForgeFixture;

  beforeAll(async () => {
    fixture = await ForgeFixture.start();
    await fixture.repository('shop');
  });
  afterAll(() => fixture.stop());

  it('accepts an answer as GitHub describes it', async () => {
    const { status, data } = await fixture.octokit.rest.git.getRef({
      owner: 'acme',
      repo: 'shop',
      ref: 'heads/main',
    });
    expect(() =>
      fixture.expectContract(
        'GET',
        '/repos/{owner}/{repo}/git/ref/{ref}',
        status,
        data,
      ),
    ).not.toThrow();
  });

  it('refuses an answer that lacks what GitHub describes', () => {
    const check = (body: unknown) => () =>
      fixture.expectContract('GET', '/repos/{o}/{r}/git/ref/{ref}', 200, body);
    expect(check({ ref: 'refs/heads/main' })).toThrow(/object/);
    expect(check(undefined)).toThrow(/not as GitHub describes/);
  });

  it('refuses a status and a body where GitHub has none', () => {
    expect(() =>
      fixture.expectContract('GET', '/repos/{o}/{r}/git/ref/{ref}', 201, {}),
    ).toThrow(/never answers 201/);
    expect(() =>
      fixture.expectContract('DELETE', '/repos/{o}/{r}/git/refs/{ref}', 204, {
        ref: 'refs/heads/main',
      }),
    ).toThrow(/no body/);
  });
});
