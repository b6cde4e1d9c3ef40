import path from 'node:path';
import { originOf } from './originOf';
import { readTemplate, Template } from './readTemplate';

const TEMPLATE = path.resolve(
  __dirname,
  '../../../../templates/create-service/template.yaml',
);
const PARAMETERS = {
  language: 'go',
  ci: 'gitlab',
  registry: 'ecr',
  strategy: 'canary',
  gitops: 'flux',
  secrets: 'sealed-secrets',
  manifestsIn: 'own',
};

describe('originOf', () => {
  let template: Template;

  beforeAll(async () => {
    template = await readTemplate(TEMPLATE);
  });

  it.each([
    ['a file that is filled in', 'service/README.md', 'service/common'],
    ['a file that is copied', 'service/go.sum', 'service/go'],
    [
      'a folder that a choice stands for',
      'service/.gitlab/ci/registry.yml',
      'gitlab/registry/ecr',
    ],
    [
      'a step for each environment, in a folder that a step named',
      'manifests/manifests/environments/live/settings.yaml',
      'manifests/environment/common',
    ],
    [
      'a folder whose name is rendered',
      'manifests/manifests/base/analysis.yaml',
      'manifests/common',
    ],
    [
      'a name that is rendered',
      'manifests/.gitlab/CODEOWNERS',
      'manifests/repository',
    ],
    [
      'manifests in the repository of the service',
      'service/flux/source.yaml',
      'manifests/gitops/flux',
    ],
  ])('finds %s', (_case, file, folder) => {
    expect(originOf(file, template, PARAMETERS)).toBe(`parts/${folder}`);
  });

  it('knows no folder for a file that the template does not make', () => {
    expect(originOf('service/src/Makefile.am', template, PARAMETERS)).toBe(
      undefined,
    );
  });
});
