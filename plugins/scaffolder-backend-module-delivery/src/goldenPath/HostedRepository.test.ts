import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { addressesOf, parseHostedRepository } from './HostedRepository';

const integrations = ScmIntegrations.fromConfig(
  new ConfigReader({
    integrations: {
      github: [
        { host: 'localhost:7300', apiBaseUrl: 'http://localhost:7300/api/v3' },
      ],
      gitlab: [
        {
          host: 'gitlab.example',
          apiBaseUrl: 'https://gitlab.example/api/v4',
          token: 'x',
        },
        {
          host: 'gitlab.lan',
          apiBaseUrl: 'http://gitlab.lan/api/v4',
          baseUrl: 'http://gitlab.lan',
        },
      ],
      bitbucketServer: [
        { host: 'bitbucket.example', apiBaseUrl: 'https://bitbucket.example' },
      ],
    },
  }),
);

describe('parseHostedRepository', () => {
  it.each([
    [
      'http://localhost:7300/acme/shop/tree/main/',
      { type: 'github', owner: 'acme', name: 'shop' },
      'http://localhost:7300/acme/shop',
    ],
    [
      'https://github.com/acme/shop.git',
      { type: 'github', owner: 'acme', name: 'shop' },
      'https://github.com/acme/shop',
    ],
    [
      'https://gitlab.example/acme/web/shop/-/blob/main/catalog-info.yaml',
      { type: 'gitlab', path: 'acme/web/shop', name: 'shop' },
      'https://gitlab.example/acme/web/shop',
    ],
    [
      'https://dev.azure.com/acme/My%20Project/_git/shop?path=/catalog-info.yaml',
      {
        type: 'azure',
        organization: 'acme',
        project: 'My Project',
        name: 'shop',
      },
      'https://dev.azure.com/acme/My%20Project/_git/shop',
    ],
    [
      'http://github.com/acme/shop',
      { type: 'github', owner: 'acme', name: 'shop' },
      'https://github.com/acme/shop',
    ],
    [
      'http://gitlab.example/acme/shop',
      { type: 'gitlab', path: 'acme/shop', name: 'shop' },
      'https://gitlab.example/acme/shop',
    ],
    [
      'http://gitlab.lan/acme/shop',
      { type: 'gitlab', path: 'acme/shop', name: 'shop' },
      'http://gitlab.lan/acme/shop',
    ],
    [
      'http://dev.azure.com/acme/web/_git/shop',
      { type: 'azure', organization: 'acme', project: 'web', name: 'shop' },
      'https://dev.azure.com/acme/web/_git/shop',
    ],
  ])('reads %s', (text, expected, url) => {
    expect(parseHostedRepository(text, integrations)).toMatchObject({
      ...expected,
      url,
    });
  });

  it.each([
    ['shop', 'is no address of a repository'],
    ['file:///etc/passwd', 'is no address of a repository'],
    ['https://github.com/acme', 'names no repository'],
    ['https://unknown.example/acme/shop', 'is in no entry of `integrations`'],
    [
      'https://bitbucket.example/projects/acme/repos/shop',
      'on GitHub, GitLab and Azure DevOps',
    ],
  ])('refuses %s', (text, message) => {
    expect(() => parseHostedRepository(text, integrations)).toThrow(message);
  });
});

describe('addressesOf', () => {
  it('says where files are found, each in its own repository', () => {
    const parse = (text: string) => parseHostedRepository(text, integrations);

    expect(
      addressesOf(
        {
          service: parse('https://gitlab.example/acme/web/shop'),
          manifests: parse('http://localhost:7300/ops/shop-manifests'),
        },
        integrations,
      ),
    ).toEqual({
      organization: 'acme/web',
      project: '',
      codeHost: 'gitlab.example',
      repositoryUrl: 'https://gitlab.example/acme/web/shop',
      cloneUrl: 'https://gitlab.example/acme/web/shop.git',
      fileUrl: 'https://gitlab.example/acme/web/shop/-/blob/main/',
      manifestsUrl: 'http://localhost:7300/ops/shop-manifests',
      manifestsCloneUrl: 'http://localhost:7300/ops/shop-manifests.git',
      manifestsFileUrl: 'http://localhost:7300/ops/shop-manifests/blob/main/',
    });
  });
});
