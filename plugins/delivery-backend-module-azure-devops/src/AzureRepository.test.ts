import { repositoryOf } from './AzureRepository';

const HOSTS = ['dev.azure.com', 'azure.example.com'];

function service(annotations: Record<string, string>) {
  return {
    ref: 'component:default/checkout-api',
    namespace: 'default',
    name: 'checkout-api',
    pipeline: 'standard',
    annotations,
  };
}

describe('repository of a service', () => {
  const repository = { 'dev.azure.com/project-repo': 'Payments/checkout-api' };

  it.each([
    [
      'the annotation',
      { 'dev.azure.com/host-org': 'dev.azure.com/acme' },
      { host: 'dev.azure.com', organization: 'acme' },
    ],
    [
      'a collection of a server of your own',
      { 'dev.azure.com/host-org': 'azure.example.com/tfs/Default' },
      { host: 'azure.example.com', organization: 'tfs/Default' },
    ],
    [
      'the source location',
      {
        'backstage.io/source-location':
          'url:https://dev.azure.com/acme/Payments/_git/checkout-api',
      },
      { host: 'dev.azure.com', organization: 'acme' },
    ],
  ])('takes the organization from %s', (_name, annotations, place) => {
    expect(
      repositoryOf(service({ ...repository, ...annotations }), HOSTS),
    ).toEqual({ ...place, project: 'Payments', name: 'checkout-api' });
  });

  it('knows the pipeline that builds it', () => {
    expect(
      repositoryOf(
        service({
          'dev.azure.com/project-repo': 'My Project/checkout api',
          'dev.azure.com/host-org': 'dev.azure.com/acme',
          'dev.azure.com/build-definition': 'checkout',
        }),
        HOSTS,
      ),
    ).toMatchObject({
      project: 'My Project',
      name: 'checkout api',
      definition: 'checkout',
    });
  });

  it('is none without the annotation', () => {
    expect(repositoryOf(service({}), HOSTS)).toBeUndefined();
  });

  it.each([
    ['Payments', /must be <project>\/<repository>/],
    ['Payments/a/b', /must be <project>\/<repository>/],
    ['../checkout-api', /must be <project>\/<repository>/],
    ['Payments/%2e%2e', /must be <project>\/<repository>/],
  ])('refuses the repository %j', (written, why) => {
    expect(() =>
      repositoryOf(
        service({
          'dev.azure.com/project-repo': written,
          'dev.azure.com/host-org': 'dev.azure.com/acme',
        }),
        HOSTS,
      ),
    ).toThrow(why);
  });

  it.each([
    ['dev.azure.com', /must be <host>\/<organization>/],
    ['dev.azure.com/..', /must be <host>\/<organization>/],
    ['169.254.169.254/acme', /integrations.azure has: dev.azure.com/],
  ])('refuses the organization %j', (written, why) => {
    const annotations = { ...repository, 'dev.azure.com/host-org': written };
    expect(() => repositoryOf(service(annotations), HOSTS)).toThrow(why);
  });

  it('says which annotation is missing', () => {
    expect(() => repositoryOf(service(repository), HOSTS)).toThrow(
      'add the annotation dev.azure.com/host-org, like dev.azure.com/acme',
    );
  });
});
