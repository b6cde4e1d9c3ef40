import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { IntegrationGitRemotes } from './GitRemotes';

const remotes = IntegrationGitRemotes.create({
  integrations: ScmIntegrations.fromConfig(
    new ConfigReader({
      integrations: {
        github: [
          {
            host: 'localhost:7300',
            apiBaseUrl: 'http://localhost:7300/api/v3',
            token: 'secret-of-the-forge',
          },
        ],
        gitlab: [
          {
            host: 'gitlab.example.com',
            apiBaseUrl: 'https://gitlab.example.com/api/v4',
            token: 'secret-of-gitlab',
          },
          {
            host: 'gitlab.lan:8080',
            apiBaseUrl: 'http://gitlab.lan:8080/api/v4',
            baseUrl: 'http://gitlab.lan:8080',
          },
        ],
        gitea: [
          { host: 'gitea.lan', baseUrl: 'http://gitea.lan' },
          { host: 'gitea.example.com', username: 'x', password: 'secret' },
        ],
        azure: [
          {
            host: 'dev.azure.com',
            credentials: [
              {
                organizations: ['acme'],
                personalAccessToken: 'secret-of-acme',
              },
              {
                organizations: ['other'],
                personalAccessToken: 'secret-of-other',
              },
            ],
          },
        ],
      },
    }),
  ),
});

describe('IntegrationGitRemotes', () => {
  it('passes credentials by environment only', async () => {
    const remote = await remotes.find(
      'http://localhost:7300/acme/checkout-api-manifests',
    );
    expect(remote.url).toBe(
      'http://localhost:7300/acme/checkout-api-manifests.git',
    );
    const header = Buffer.from('x-access-token:secret-of-the-forge').toString(
      'base64',
    );
    expect(Object.values(remote.environment)).toContain(
      `Authorization: Basic ${header}`,
    );
    expect(remote.environment.GIT_ALLOW_PROTOCOL).toBe('http:https');
  });

  it.each([
    [
      'https://gitlab.example.com/payments/eu/checkout-api-manifests',
      'https://gitlab.example.com/payments/eu/checkout-api-manifests.git',
      'oauth2:secret-of-gitlab',
    ],
    [
      'https://dev.azure.com/acme/My%20Shop/_git/checkout-api-manifests/',
      'https://dev.azure.com/acme/My%20Shop/_git/checkout-api-manifests',
      ':secret-of-acme',
    ],
    [
      'https://dev.azure.com/other/shop/_git/checkout-api',
      'https://dev.azure.com/other/shop/_git/checkout-api',
      ':secret-of-other',
    ],
  ])('reaches %s with the credentials of its host', async (home, url, user) => {
    const remote = await remotes.find(home);
    expect(remote.url).toBe(url);
    expect(Object.values(remote.environment)).toContain(
      `Authorization: Basic ${Buffer.from(user).toString('base64')}`,
    );
  });

  it.each([
    [
      'http://gitlab.example.com/payments/x-manifests',
      'https://gitlab.example.com/payments/x-manifests.git',
    ],
    [
      'http://dev.azure.com/acme/shop/_git/x',
      'https://dev.azure.com/acme/shop/_git/x',
    ],
    ['http://github.com/acme/x', 'https://github.com/acme/x.git'],
    ['http://gitea.example.com/acme/x', 'https://gitea.example.com/acme/x.git'],
    [
      'http://github.com//lan.example/x',
      'https://github.com//lan.example/x.git',
    ],
    ['https://localhost:7300/acme/x', 'http://localhost:7300/acme/x.git'],
    ['http://gitlab.lan:8080/acme/x', 'http://gitlab.lan:8080/acme/x.git'],
    ['http://gitea.lan/acme/x', 'http://gitea.lan/acme/x.git'],
  ])(
    'reaches %s as `integrations` has it, not as it was typed',
    async (typed, url) => {
      const remote = await remotes.find(typed);
      expect(remote.url).toBe(url);
    },
  );

  it.each([
    [
      'https://gitlab.example.com/payments/eu/x-manifests',
      'https://gitlab.example.com/payments/eu/x-manifests/-/commit/c0de',
    ],
    [
      'https://dev.azure.com/acme/My%20Shop/_git/x-manifests',
      'https://dev.azure.com/acme/My%20Shop/_git/x-manifests/commit/c0de',
    ],
  ])('links to commits of %s', (home, url) => {
    expect(remotes.commitUrl(home, 'c0de')).toBe(url);
  });

  it('links to commits', () => {
    expect(
      remotes.commitUrl('http://localhost:7300/acme/x-manifests.git', 'c0de'),
    ).toBe('http://localhost:7300/acme/x-manifests/commit/c0de');
  });

  it.each([
    ['http://169.254.169.254/latest', /is in no entry of `integrations`/],
    ['file:///etc/passwd', /must be an http or https URL/],
    ['ext::sh -c id', /must be an http or https URL/],
    ['checkout-api-manifests', /is no URL of a repository; write it/],
    ['http://me:secret@localhost:7300/a/b', /carries credentials/],
  ])('refuses %s', async (url, why) => {
    await expect(remotes.find(url)).rejects.toThrow(why);
  });
});
