import { projectOf } from './GitlabProject';

const HOSTS = ['gitlab.example.com', 'gitlab.com'];

function service(annotations: Record<string, string>) {
  return {
    ref: 'component:default/checkout-api',
    namespace: 'default',
    name: 'checkout-api',
    pipeline: 'standard',
    annotations,
  };
}

describe('project of a service', () => {
  it.each([
    ['the first host', {}, 'gitlab.example.com'],
    ['the instance', { 'gitlab.com/instance': 'gitlab.com' }, 'gitlab.com'],
    [
      'the instance as an address',
      { 'gitlab.com/instance': 'https://gitlab.com/' },
      'gitlab.com',
    ],
    [
      'the source location',
      {
        'backstage.io/source-location': 'url:https://gitlab.com/acme/x/-/tree/',
      },
      'gitlab.com',
    ],
    [
      'no source location elsewhere',
      { 'backstage.io/source-location': 'url:https://github.com/acme/x/' },
      'gitlab.example.com',
    ],
  ])('takes %s', (_name, annotations, host) => {
    const slug = { 'gitlab.com/project-slug': 'acme/payments/api' };
    expect(projectOf(service({ ...slug, ...annotations }), HOSTS)).toEqual({
      host,
      path: 'acme/payments/api',
    });
  });

  it('is none without the annotation', () => {
    expect(projectOf(service({}), HOSTS)).toBeUndefined();
  });

  it.each(['acme', 'acme/', '../api', 'acme/a b', '/acme/api'])(
    'refuses %j',
    slug => {
      expect(() =>
        projectOf(service({ 'gitlab.com/project-slug': slug }), HOSTS),
      ).toThrow(/must be <group>\/<project>/);
    },
  );

  it('asks no host that is not configured', () => {
    const annotations = {
      'gitlab.com/project-slug': 'acme/api',
      'gitlab.com/instance': '169.254.169.254',
    };
    expect(() => projectOf(service(annotations), HOSTS)).toThrow(
      "is '169.254.169.254'; integrations.gitlab has: gitlab.example.com, gitlab.com",
    );
  });
});
