import { expect, Page, test } from '@playwright/test';
import {
  callApi,
  catalog,
  forge,
  scaffolder,
  signIn,
  wizardDefaults,
} from './systems';

const LEGACY = 'legacy-quotes';
const OLD = 'parcel-stamps';

type PullRequest = { number: number };
type ChangedFile = { filename: string; status: string };

test.describe.configure({ mode: 'serial' });

async function onlyPullRequestOf(repository: string): Promise<PullRequest> {
  const pulls = await forge.call<PullRequest[]>(
    'GET',
    `/repos/acme/${repository}/pulls`,
  );
  expect(pulls).toHaveLength(1);
  return pulls[0];
}

function mergeProposal(repository: string, pull: PullRequest) {
  return forge.call(
    'PUT',
    `/repos/acme/${repository}/pulls/${pull.number}/merge`,
    {},
  );
}

function filesOf(repository: string, pull: PullRequest) {
  return forge.call<ChangedFile[]>(
    'GET',
    `/repos/acme/${repository}/pulls/${pull.number}/files?per_page=100`,
  );
}

async function next(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Next' }).click();
}

test('delivery is added to a service that exists, by a pull request that overwrites nothing', async ({
  page,
}) => {
  await forge.call('POST', '/orgs/acme/repos', { name: LEGACY });
  const readme = '# Quotes\n\nOlder than the portal.\n';
  await forge.commitFile(LEGACY, 'README.md', readme, 'Begin');
  await forge.commitFile(LEGACY, 'Dockerfile', 'FROM scratch\n', 'Pack it');

  await signIn(page, 'Ada');
  await page.goto('/create/templates/default/add-delivery');
  await page
    .getByRole('radio', { name: 'A repository that the catalog does not know' })
    .check();
  await page
    .getByRole('textbox', { name: /^Repository/ })
    .fill(forge.urlOf(LEGACY));
  await page
    .getByLabel(/^Owner/)
    .first()
    .click();
  await page.getByRole('option', { name: 'Payments' }).click();
  await next(page);
  await next(page);
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Pull request' })).toBeVisible({
    timeout: 90_000,
  });

  const pull = await onlyPullRequestOf(LEGACY);
  const files = await filesOf(LEGACY, pull);
  expect(files.filter(({ status }) => status !== 'added')).toEqual([]);
  const names = files.map(({ filename }) => filename);
  expect(names).toEqual(
    expect.arrayContaining([
      '.github/workflows/ci.yml',
      '.golden-path.yaml',
      'catalog-info.yaml',
    ]),
  );
  expect(names).not.toContain('README.md');
  expect(names).not.toContain('Dockerfile');
});

test('what was added delivers the service once it is merged', async () => {
  await mergeProposal(LEGACY, await onlyPullRequestOf(LEGACY));
  await catalog.register(
    'ada',
    `${forge.urlOf(LEGACY)}/blob/main/catalog-info.yaml`,
  );
  await expect
    .poll(
      async () =>
        (
          await callApi('ada', 'GET', `/services/default/${LEGACY}`)
        ).body,
      { timeout: 200_000, message: `${LEGACY} runs in staging` },
    )
    .toMatchObject({
      environments: expect.arrayContaining([
        expect.objectContaining({
          name: 'staging',
          deployment: expect.objectContaining({ health: 'healthy' }),
        }),
      ]),
    });
});

test('a service that is behind says so, and is upgraded without losing its own changes', async ({
  page,
}) => {
  await scaffolder.run('ada', 'create-service', {
    ...wizardDefaults,
    name: OLD,
    language: 'go',
    strategy: 'rolling',
    manifestsIn: 'service',
  });
  const newest = await becomeOlder();
  await catalog.refresh('ada', `component:default/${OLD}`);

  await signIn(page, 'Ada');
  await page.goto(`/catalog/default/component/${OLD}/delivery`);
  await expect(
    page.getByText(`Golden path ${newest - 1}, 1 behind`),
  ).toBeVisible();
  await page
    .getByRole('link', { name: `Upgrade the golden path of ${OLD}` })
    .click();
  await expect(page.getByRole('textbox', { name: 'Service' })).toHaveValue(
    `component:default/${OLD}`,
  );
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Pull request' })).toBeVisible({
    timeout: 90_000,
  });

  const pull = await onlyPullRequestOf(OLD);
  const changed = (await filesOf(OLD, pull)).map(({ filename }) => filename);
  // What the template changed comes; what only the service changed is not touched.
  expect(changed.sort()).toEqual([
    '.golden-path.yaml',
    'SECURITY.md',
    'catalog-info.yaml',
  ]);

  await mergeProposal(OLD, pull);
  await catalog.refresh('ada', `component:default/${OLD}`);
  // A page that is open does not read the catalog again.
  await expect(async () => {
    await page.goto(`/catalog/default/component/${OLD}/delivery`);
    await expect(page.getByText(`Golden path ${newest}, newest`)).toBeVisible({
      timeout: 10_000,
    });
  }).toPass({ timeout: 120_000 });
  expect(await forge.readFile(OLD, 'README.md')).toContain('Ours.');
});

/**
 * Makes of a new service one that the previous version of the template had made and a developer had changed; returns the
 * newest version.
 */
async function becomeOlder(): Promise<number> {
  const mark = await forge.readFile(OLD, '.golden-path.yaml');
  const newest = Number(/^version: (\d+)$/m.exec(mark)?.[1]);
  const version = newest - 1;
  const pristine = `golden-path/v${version}`;
  const { object } = await forge.call<{ object: { sha: string } }>(
    'GET',
    `/repos/acme/${OLD}/git/ref/heads/main`,
  );
  await forge.call('POST', `/repos/acme/${OLD}/git/refs`, {
    ref: `refs/heads/${pristine}`,
    sha: object.sha,
  });
  const security = await forge.readFile(OLD, 'SECURITY.md');
  const info = await forge.readFile(OLD, 'catalog-info.yaml');
  const older = {
    'SECURITY.md': security.replace(/^# .*$/m, '# How to report'),
    '.golden-path.yaml': mark.replace(/^version: .*$/m, `version: ${version}`),
    'catalog-info.yaml': info.replace(
      /(fairway\.dev\/golden-path-version: ).*$/m,
      `$1'${version}'`,
    ),
  };
  for (const branch of [pristine, 'main']) {
    for (const [path, content] of Object.entries(older)) {
      await forge.commitFile(OLD, path, content, 'Be older', branch);
    }
  }
  const readme = await forge.readFile(OLD, 'README.md');
  await forge.commitFile(
    OLD,
    'README.md',
    `${readme}\nOurs.\n`,
    'docs: say whose it is',
  );
  return newest;
}
