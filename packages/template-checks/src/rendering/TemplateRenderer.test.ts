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
