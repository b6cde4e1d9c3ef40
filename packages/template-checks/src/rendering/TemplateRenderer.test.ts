import path from 'node:path';
import { coverPairs } from '../combinations/coverPairs';
import { ParameterSpace } from '../combinations/ParameterSpace';
import { readTemplate, Template } from './readTemplate';
import { TemplateRenderer } from './TemplateRenderer';

const TEMPLATE = path.resolve(
  __dirname,
  '../../../../templates/create-service/template.yaml',
);

// A backend starts, and CI machines are slow.
jest.setTimeout(120_000);

describe('TemplateRenderer', () => {
  let renderer: TemplateRenderer;
  let template: Template;

  beforeAll(async () => {
    renderer = await TemplateRenderer.start();
    template = await readTemplate(TEMPLATE);
  });

  afterAll(() => renderer.stop());

  it('renders both repositories as the wizard does', async () => {
    const [defaults] = coverPairs(ParameterSpace.of(template.entity));

    const files = await renderer.render(template, {
      ...defaults,
      name: 'parcel-quotes',
    });

    expect(files.get('service/README.md')).toContain('parcel-quotes');
    expect(files.get('manifests/manifests/base/kustomization.yaml')).toContain(
      'kind: Kustomization',
    );
  });

  it.each([
    [
      'github',
      {
        repositoryUrl: 'https://github.com/acme/Legacy.Quotes',
        cloneUrl: 'https://github.com/acme/Legacy.Quotes.git',
        fileUrl: 'https://github.com/acme/Legacy.Quotes/blob/main/',
      },
      ['github.com/project-slug: acme/Legacy.Quotes', 'repo: "Legacy.Quotes"'],
    ],
    [
      'gitlab',
      {
        repositoryUrl: 'https://gitlab.com/acme/shop/Legacy.Quotes',
        cloneUrl: 'https://gitlab.com/acme/shop/Legacy.Quotes.git',
        fileUrl: 'https://gitlab.com/acme/shop/Legacy.Quotes/-/blob/main/',
      },
      [
        'gitlab.com/project-slug: acme/shop/Legacy.Quotes',
        'project: acme/shop/Legacy.Quotes',
        'project_path:acme/shop/Legacy.Quotes:',
      ],
    ],
    [
      'azure',
      {
        repositoryUrl: 'https://dev.azure.com/acme/Shop/_git/Legacy%20Quotes',
        cloneUrl: 'https://dev.azure.com/acme/Shop/_git/Legacy%20Quotes',
        fileUrl:
          'https://dev.azure.com/acme/Shop/_git/Legacy%20Quotes?version=GBmain&path=/',
      },
      [
        'dev.azure.com/project-repo: Shop/Legacy Quotes',
        'repo: "Legacy Quotes"',
        "--repository 'Legacy Quotes'",
      ],
    ],
  ])(
    'names the repository of a service on %s that is called otherwise',
    async (ci, addresses, expected) => {
      const [defaults] = coverPairs(ParameterSpace.of(template.entity));

      const files = await renderer.render(template, {
        ...defaults,
        name: 'parcel-quotes',
        ci,
        registry: 'ecr',
        codeScanning: 'semgrep',
        scope: 'delivery',
        context: { ...addresses, image: 'registry.example/quotes' },
      });

      const text = [...files.values()].join('\n');
      expect(expected.filter(each => !text.includes(each))).toEqual([]);
      // As a repository of the organization, group or project; that of the manifests is named after the service.
      expect(
        text.match(/.*(acme|shop|Shop|_git)\/parcel-quotes(?!-manifests).*/g),
      ).toBeNull();
      expect(text).not.toMatch(/\b(repo:|--repository) "?parcel-quotes/);
      // As the CI system calls the repository of the service.
      expect(
        text.match(
          /.*(repository(\.name)?|GITHUB_REPOSITORY\S*|CI_PROJECT_PATH|Repository\.Name)( ?\}\}|\}|\))-manifests.*/g,
        ),
      ).toBeNull();
    },
  );

  it('refuses what the wizard refuses', async () => {
    await expect(
      renderer.render(template, {
        name: 'Parcel Quotes',
        owner: 'group:default/payments',
      }),
    ).rejects.toThrow('does not match pattern');
    await expect(
      renderer.render(template, {
        name: 'parcel-quotes',
        owner: 'group:default/nobody',
        description: 'x',
        pipeline: 'standard',
      }),
    ).rejects.toThrow('group:default/nobody');
  });
});
