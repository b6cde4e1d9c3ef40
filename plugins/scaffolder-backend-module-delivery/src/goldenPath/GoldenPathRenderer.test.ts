import {
  createMockDirectory,
  mockCredentials,
} from '@backstage/backend-test-utils';
import { ResponseError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { chmod } from 'node:fs/promises';
import { goldenPathYaml } from './__testUtils__/GitRepository';
import {
  createGoldenPath,
  templateEntity,
} from './__testUtils__/goldenPathFixture';

describe('GoldenPathRenderer', () => {
  const folder = createMockDirectory();

  async function render(
    rendered: Record<string, string>,
    options: { version?: number; entities?: 'none' } = {},
  ) {
    const { renderer, scaffolder } = createGoldenPath({
      entities: options.entities ? [] : [templateEntity(folder.path)],
      rendered,
      repositories: {},
    });
    const rendering = await renderer.render(
      {
        answers: { name: 'checkout-api', imageScanning: 'trivy' },
        version: options.version,
        scope: '',
        context: {},
        task: 'run-1',
      },
      mockCredentials.user(),
    );
    return { ...rendering, values: scaffolder.dryRun.mock.calls[0][0].values };
  }

  it('splits what was rendered by repository, and gives files the modes of their sources', async () => {
    folder.setContent({
      'template.yaml': 'kind: Template',
      'parts/ci/build.sh': '#!/bin/sh\n',
      'parts/ci/name.sh.njk': '#!/bin/sh\n',
      'parts/ci/library.sh': '#!/bin/sh\n',
    });
    await chmod(folder.resolve('parts/ci/build.sh'), 0o755);
    await chmod(folder.resolve('parts/ci/name.sh.njk'), 0o755);

    const { version, service, manifests } = await render({
      'service/.golden-path.yaml': goldenPathYaml(4),
      'service/ci/build.sh': '#!/bin/sh\n',
      'service/ci/name.sh': '#!/bin/sh\n',
      'service/ci/library.sh': '#!/bin/sh\n',
      'manifests/base.yaml': 'a\n',
    });

    expect(version).toBe(4);
    expect(service.map(file => [file.path, file.executable])).toEqual([
      ['.golden-path.yaml', false],
      ['ci/build.sh', true],
      ['ci/library.sh', false],
      ['ci/name.sh', true],
    ]);
    expect(manifests.map(file => file.path)).toEqual(['base.yaml']);
  });

  it('answers newer questions as they went without saying, or by the default', async () => {
    folder.setContent({ 'template.yaml': 'kind: Template' });
    const files = { 'service/.golden-path.yaml': goldenPathYaml(4) };

    const first = await render(files, { version: 1 });
    expect(first.values).toMatchObject({
      language: 'python',
      imageScanning: 'trivy',
    });
    const second = await render(files, { version: 2 });
    expect(second.values).toMatchObject({
      language: 'typescript',
      imageScanning: 'trivy',
    });
  });

  it('refuses a template that does not say what it made', async () => {
    folder.setContent({ 'template.yaml': 'kind: Template' });

    await expect(render({ 'service/README.md': 'a\n' })).rejects.toThrow(
      'makes no .golden-path.yaml',
    );
  });

  it('says why the scaffolder refuses', async () => {
    folder.setContent({ 'template.yaml': 'kind: Template' });
    const { renderer, scaffolder } = createGoldenPath({
      entities: [templateEntity(folder.path)],
      rendered: {},
      repositories: {},
    });
    const refuse = async (status: number, answer: JsonObject) => {
      scaffolder.dryRun.mockRejectedValue(
        await ResponseError.fromResponse(Response.json(answer, { status })),
      );
      const answers = { name: 'checkout-api' };
      return renderer
        .render(
          { answers, scope: '', context: {}, task: 'run-1' },
          mockCredentials.user(),
        )
        .catch(error => `${error.name}: ${error.message}`);
    };

    expect(
      await refuse(404, {
        error: { name: 'NotFoundError', message: "The owner 'x' is gone" },
        response: { statusCode: 404 },
      }),
    ).toBe("NotFoundError: The owner 'x' is gone");
    expect(
      await refuse(400, {
        errors: [
          { stack: 'instance.description does not meet maximum length of 200' },
          { stack: 'requires property "owner"' },
        ],
      }),
    ).toBe(
      'InputError: description does not meet maximum length of 200; requires property "owner"',
    );
    expect(await refuse(502, {})).toMatch(/^Error: .*502/);
  });

  it('names the template when it is not in the catalog', async () => {
    await expect(render({}, { entities: 'none' })).rejects.toThrow(
      'No template:default/create-service in the catalog',
    );
  });
});
