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
