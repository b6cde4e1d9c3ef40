import { resolvePackagePath } from '@backstage/backend-plugin-api';
import path from 'node:path';
import { goldenPaths } from '../combinations/goldenPaths';
import { Files } from '../Files';
import { stepsIn } from '../github/workflows';
import { readTemplate } from '../rendering/readTemplate';
import { TemplateRenderer } from '../rendering/TemplateRenderer';
import { GithubMachine, World } from './__testUtils__/GithubMachine';

// The template is rendered once.
jest.setTimeout(120_000);

const [OWN, OTHER] = ['a', 'b'].map(letter => letter.repeat(40));
const [FIRST, SECOND] = ['1', '2'].map(digit => `sha256:${digit.repeat(64)}`);
const REFS = 'repos/acme/quotes/git/matching-refs/tags';
const VARIABLES = { VERSION: '0.1.1', GITHUB_SHA: OWN };

function tag(name: string, sha: string) {
  return { ref: `refs/tags/${name}`, object: { sha } };
}

function repository(
  released: object[] = [],
  quarantined: object[] = [],
): World['api'] {
  return {
    [`${REFS}/v0.1.1`]: released,
    [`${REFS}/quarantined/v0.1.1`]: quarantined,
  };
}

describe('scripts of workflows', () => {
  const machines: GithubMachine[] = [];

  afterEach(async () => {
    await Promise.all(machines.splice(0).map(machine => machine.remove()));
  });

  async function machineIn(world: World): Promise<GithubMachine> {
    const machine = await GithubMachine.create(world);
    machines.push(machine);
    return machine;
  }

  describe('version.sh', () => {
    const script = 'bash .github/scripts/version.sh';

    it('finds no digest for a version that nobody has', async () => {
      const machine = await machineIn({
        api: repository([tag('v0.1.10', OTHER)]),
      });
      expect(await machine.run(`${script} released`, VARIABLES)).toBe(
        'digest=\n',
      );
      await machine.run(`${script} take v0.1.1`, VARIABLES);
      expect(await machine.calls()).toEqual([
        `gh api repos/acme/quotes/git/refs --silent -f ref=refs/tags/v0.1.1 -f sha=${OWN}`,
      ]);
    });

    it('keeps what a run that is repeated released before', async () => {
      const machine = await machineIn({
        api: repository([tag('v0.1.1', OWN), tag('v0.1.10', OTHER)]),
        releases: { 'v0.1.1': `Image: \`x@${FIRST}\`, commit: ${OWN}` },
      });
      expect(await machine.run(`${script} released`, VARIABLES)).toBe(
        `digest=${FIRST}\n`,
      );
      await machine.run(`${script} check ${FIRST}`, VARIABLES);
      await machine.run(`${script} take v0.1.1`, VARIABLES);
      expect(await machine.calls()).toEqual([]);
    });

    it.each([
      ['v0.1.1', repository([tag('v0.1.1', OTHER)])],
      [
        'quarantined/v0.1.1',
        repository([], [tag('quarantined/v0.1.1', OTHER)]),
      ],
    ])(
      'stops when %s is another commit by now',
      async (name, api: World['api']) => {
        const machine = await machineIn({
          api,
          releases: { 'v0.1.1': `x@${SECOND}` },
        });
        for (const command of [
          'released',
          `check ${FIRST}`,
          'take v0.1.1',
          'take quarantined/v0.1.1',
        ]) {
          await expect(
            machine.run(`${script} ${command}`, VARIABLES),
          ).rejects.toThrow(
            `::error::${name} is commit ${OTHER} by now, so that ${OWN} cannot be released under it. A new commit makes a new release.`,
          );
        }
        expect(await machine.calls()).toEqual([]);
      },
    );

    it('stops when the release holds another image', async () => {
      const machine = await machineIn({
        api: repository([tag('v0.1.1', OWN)]),
        releases: { 'v0.1.1': `x@${SECOND}` },
      });
      await expect(
        machine.run(`${script} check ${FIRST}`, VARIABLES),
      ).rejects.toThrow(
        `v0.1.1 was released with ${SECOND}, not with ${FIRST}`,
      );
    });

    it('takes no trouble of GitHub for an answer', async () => {
      const machine = await machineIn({ api: repository() });
      for (const command of [
        'released',
        `check ${FIRST}`,
        'take v1',
        'newer',
      ]) {
        await expect(
          machine.run(`${script} ${command}`, {
            ...VARIABLES,
            GH_TROUBLE: 'Bad gateway (HTTP 502)',
          }),
        ).rejects.toThrow('HTTP 502');
      }
    });

    it.each([
      [['v0.1.0', 'v0.1.1', 'very-old'], ''],
      [['v0.1.0'], ''],
      [['v0.1.1', 'v0.1.9', 'v0.1.10', 'v1'], 'version=0.1.10\n'],
    ])('looks for a newer release among %j', async (names, output) => {
      const machine = await machineIn({
        api: { [`${REFS}/v`]: names.map(name => tag(name, OTHER)) },
      });
      const said = await machine.run(`${script} newer`, VARIABLES);
      expect(said.replace(/^::notice::.*\n/, '')).toBe(output);
      expect(said.includes('0.1.1 is not deployed again')).toBe(output !== '');
    });
  });

  describe('releases.sh', () => {
    const IMAGE = 'ghcr.io/acme/quotes';
    const digestOf = (number: number) => `sha256:${`${number}`.repeat(64)}`;
    const release = (number: number) => ({
      tag_name: `v0.1.${number}`,
      body: `Image: \`${IMAGE}@${digestOf(number)}\`, commit: ${OWN}`,
    });

    it('lists the newest releases and what runs, each once', async () => {
      const machine = await machineIn({
        api: {
          'repos/acme/quotes/releases?per_page=100': [5, 4, 3, 2, 1].map(
            release,
          ),
        },
      });
      const overlays = {
        development: `image: ${IMAGE}@${digestOf(5)}`,
        staging: `image: ${IMAGE}@${digestOf(1)}\nimage: other@${digestOf(7)}`,
        production: `image: ${IMAGE}@${digestOf(1)}`,
        lab: `image: ${IMAGE}@${digestOf(9)}`,
        preview: 'kind: Namespace',
      };
      for (const [name, rendered] of Object.entries(overlays)) {
        await machine.write(
          `deployed/manifests/environments/${name}/rendered.yaml`,
          rendered,
        );
      }
      const output = await machine.run(
        'bash .github/scripts/releases.sh deployed',
        { IMAGE },
      );
      expect(JSON.parse(output.replace('matrix=', ''))).toEqual([
        ...[5, 4, 3, 1].map(number => ({
          version: `v0.1.${number}`,
          commit: OWN,
          digest: digestOf(number),
          newest: number === 5,
        })),
        {
          version: 'digest-999999999999',
          commit: '',
          digest: digestOf(9),
          newest: false,
        },
      ]);
    });

    it('lists nothing before the first release', async () => {
      const machine = await machineIn({
        api: { 'repos/acme/quotes/releases?per_page=100': [] },
      });
      await machine.write('manifests/environments/a/rendered.yaml', 'kind: A');
      expect(
        await machine.run('bash .github/scripts/releases.sh .', { IMAGE }),
      ).toBe('matrix=[]\n');
    });
  });

  describe('steps', () => {
    let files: Files;

    beforeAll(async () => {
      const template = await readTemplate(
        path.join(
          resolvePackagePath('@fairway/template-checks'),
          '../../templates/create-service/template.yaml',
        ),
      );
      const [defaults] = goldenPaths(template.entity);
      const renderer = await TemplateRenderer.start();
      files = await renderer
        .render(template, defaults)
        .finally(() => renderer.stop());
    });

    function scriptOf(name: string): string | undefined {
      return stepsIn(files).find(({ step }) => step.name === name)?.step.run;
    }

    const BASELINES =
      'repos/acme/quotes/actions/runs/7/artifacts?name=load-baselines';

    it.each([
      [[{ expired: false }], ['gh run download 7 --name load-baselines']],
      [[{ expired: true }], []],
      [[], []],
    ])(
      '"Fetch the baselines" knows whether %j is there',
      async (artifacts, calls) => {
        const machine = await machineIn({
          api: { [BASELINES]: { artifacts } },
        });
        await machine.runStep(scriptOf('Fetch the baselines'));
        expect(await machine.calls()).toEqual(calls);
      },
    );

    it('"Fetch the baselines" fails when GitHub does not say', async () => {
      const machine = await machineIn({});
      await expect(
        machine.runStep(scriptOf('Fetch the baselines'), {
          GH_TROUBLE: 'Bad gateway (HTTP 502)',
        }),
      ).rejects.toThrow('HTTP 502');
    });

    it('"Take the label away" deletes the address before, and nothing else', async () => {
      const bot = { login: 'github-actions[bot]' };
      const body = 'Preview: https://preview-3.quotes.acme.example\n';
      const machine = await machineIn({
        api: {
          'repos/acme/quotes/issues/3/comments?per_page=100': [
            { id: 1, user: { login: 'ada' }, body },
            { id: 2, user: bot, body },
            { id: 4, user: bot, body: 'Still so' },
          ],
        },
      });
      await machine.runStep(scriptOf('Take the label away'), { NUMBERS: '3' });
      expect(await machine.calls()).toEqual([
        'gh api --silent --method DELETE repos/acme/quotes/issues/comments/2',
        'gh api --silent --method DELETE repos/acme/quotes/issues/3/labels/preview',
        expect.stringContaining('gh pr comment 3'),
      ]);
    });
  });

  describe('expire-quarantine.sh', () => {
    const PACKAGE = 'orgs/acme/packages/container/quotes-quarantine';
    const script = 'bash .github/scripts/expire-quarantine.sh';
    const QUARANTINE = 'ghcr.io/acme/quotes-quarantine';
    const aged = (days: number) => ({
      id: days,
      created_at: new Date(Date.now() - days * 24 * 3600 * 1000).toISOString(),
    });

    it.each([
      [
        [1, 29, 31, 90],
        ['/versions/31', '/versions/90'],
      ],
      [[1, 29], []],
      [[31, 90], ['']],
    ])('deletes of images that are %j days old %j', async (ages, deleted) => {
      const machine = await machineIn({
        api: { [`${PACKAGE}/versions?per_page=100`]: ages.map(aged) },
      });
      await machine.run(script, { QUARANTINE });
      expect(await machine.calls()).toEqual(
        deleted.map(end => `gh api --method DELETE ${PACKAGE}${end}`),
      );
    });

    it('finds nothing before the first release, and fails with every other error', async () => {
      const machine = await machineIn({ api: {} });
      await machine.run(script, { QUARANTINE });
      await expect(
        machine.run(script, { QUARANTINE, GH_TROUBLE: 'Oh (HTTP 500)' }),
      ).rejects.toThrow('HTTP 500');
      expect(await machine.calls()).toEqual([]);
    });
  });

  describe('registry-delete', () => {
    const IMAGES: Record<string, string> = {
      ghcr: 'ghcr.io/acme/quotes-preview',
      harbor: 'harbor.acme.example/acme/quotes-preview',
      acr: 'acme.azurecr.io/quotes-preview',
      'docker-hub': 'docker.io/acme/quotes-preview',
    };
    const VERSIONS =
      'orgs/acme/packages/container/quotes-preview/versions?per_page=100';
    const tags = ['pr-1-a', 'pr-12-b'];
    const delivered: World = {
      api: {
        [VERSIONS]: tags.map((name, id) => ({
          id,
          metadata: { container: { tags: [name] } },
        })),
      },
      tags,
      hub: { status: 200, body: { results: tags.map(name => ({ name })) } },
    };

    it.each(Object.entries(IMAGES))(
      'of %s deletes the images of one pull request',
      async (registry, IMAGE) => {
        const machine = await machineIn(delivered);
        await machine.deleteImages(registry, { IMAGE, PREFIXES: 'pr-1-' });
        const calls = await machine.calls();
        expect(calls).toHaveLength(1);
        expect(calls[0]).toMatch(/pr-1-a$|versions\/0$/);
      },
    );

    it.each([
      ['ghcr', {}],
      [
        'harbor',
        {
          tags: 'Error listing repository tags: fetching tags list: unknown: repository acme/quotes-preview not found',
        },
      ],
      [
        'acr',
        {
          tags: 'Error listing repository tags: fetching tags list: repository name not known to registry',
        },
      ],
      ['docker-hub', { hub: { status: 404, body: {} } }],
    ])(
      'of %s has nothing to delete before the first preview',
      async (registry, world: World) => {
        const machine = await machineIn({ api: {}, ...world });
        await machine.deleteImages(registry, {
          IMAGE: IMAGES[registry],
          PREFIXES: 'pr-1- pr-2-',
        });
        expect(await machine.calls()).toEqual([]);
      },
    );

    it.each(Object.entries(IMAGES))(
      'of %s fails with every other error',
      async (registry, IMAGE) => {
        const machine = await machineIn({
          tags: 'unable to retrieve auth token: invalid username/password',
          hub: { status: 403, body: {} },
        });
        await expect(
          machine.deleteImages(registry, {
            IMAGE,
            PREFIXES: 'pr-1-',
            GH_TROUBLE: 'Forbidden (HTTP 403)',
          }),
        ).rejects.toThrow('ended with');
      },
    );
  });
});
