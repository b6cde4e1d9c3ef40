import { expect, Locator, Page, test } from '@playwright/test';
import { backend, callApi, cluster, forge, signIn, signOut } from './systems';

const SERVICE = 'parcel-quotes';
const MANIFESTS = `${SERVICE}-manifests`;
const DELIVERY = `/catalog/default/component/${SERVICE}/delivery`;
const SERVICE_PATH = `/services/default/${SERVICE}`;

// One story: each chapter goes on where the last one ended.
test.describe.configure({ mode: 'serial' });

let page: Page;
const consoleErrors: string[] = [];

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  page.on('console', message => {
    if (message.type() === 'error') {
      consoleErrors.push(message.text());
    }
  });
  page.on('pageerror', error => consoleErrors.push(error.message));
});

test.afterAll(async () => {
  await page.close();
});

function lane(environment: string): Locator {
  return page.getByRole('article', { name: `Environment ${environment}` });
}

async function versionIn(environment: string): Promise<string> {
  const { body } = await callApi('ada', 'GET', SERVICE_PATH);
  const { environments } = body as {
    environments: {
      name: string;
      deployment?: { release?: { version: string } };
    }[];
  };
  return (
    environments.find(({ name }) => name === environment)?.deployment?.release
      ?.version ?? 'nothing'
  );
}

/** Pushes a change and waits until the release it makes is healthy in staging. */
async function releaseToStaging(change: {
  message: string;
  sandboxFile: string;
  version: string;
}) {
  await forge.commitFile(
    SERVICE,
    '.sandbox.yaml',
    change.sandboxFile,
    change.message,
  );
  await expect(lane('staging').getByText(change.version).first()).toBeVisible({
    timeout: 150_000,
  });
  await expect(lane('staging').getByText('Healthy')).toBeVisible({
    timeout: 90_000,
  });
}

async function requestPromotion(environment: string, reason: string) {
  await lane(environment).getByRole('button', { name: 'Promote…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill(reason);
  // Without an approval to wait for, the button says what happens at once.
  await dialog
    .getByRole('button', { name: /^(Request promotion|Promote)$/ })
    .click();
  await expect(dialog).toBeHidden();
}

async function approve(version: string, comment: string) {
  await page.goto('/delivery/approvals');
  await page
    .getByRole('button', { name: `Review ${SERVICE} ${version}` })
    .click();
  await page.getByRole('textbox', { name: 'Comment' }).fill(comment);
  await page.getByRole('button', { name: `Approve ${version}` }).click();
  await expect(page.getByText(`You approved ${version}.`)).toBeVisible();
}

test('a developer sees the services and their state on the first page', async () => {
  await signIn(page, 'Ada');

  for (const name of [
    'checkout-api',
    'ledger-api',
    'stock-feed',
    'notification-hub',
  ]) {
    await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
  }
  await expect(page.getByText('Degraded').first()).toBeVisible();
  expect(consoleErrors).toEqual([]);
});

test('the wizard refuses a name that is taken', async () => {
  await page.goto('/create/templates/default/create-service');
  await page.getByRole('textbox', { name: /^Name/ }).fill('checkout-api');
  await chooseOwner('Payments');
  await page.getByRole('button', { name: 'Next' }).click();

  await expect(
    page.getByText("The repository 'checkout-api' exists already").first(),
  ).toBeVisible();
});

async function chooseOwner(title: string) {
  await page
    .getByLabel(/^Owner/)
    .first()
    .click();
  await page.getByRole('option', { name: title }).click();
}

function choice(question: string): Locator {
  return page.getByRole('button', { name: new RegExp(`^${question}`) });
}

test('the wizard says what it does not offer and why, and remembers what was chosen', async () => {
  await page.getByRole('textbox', { name: /^Name/ }).fill(SERVICE);
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(
    page.getByText('GitLab CI, because it is not set up in this portal'),
  ).toBeHidden();
  // By keyboard: open, down to the next, take it.
  await choice('Image scanning').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(choice('Image scanning')).toHaveText('Trivy');

  await page.getByRole('button', { name: 'Back' }).click();
  await expect(page.getByRole('textbox', { name: /^Name/ })).toHaveValue(
    SERVICE,
  );
  await choice('Language').click();
  await page.getByRole('option', { name: /^Go/ }).click();
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText(/Bandit, because it reads/)).toBeVisible();
  await expect(choice('Image scanning')).toHaveText('Trivy');

  await page.getByRole('button', { name: 'Back' }).click();
  await choice('Language').click();
  await page.getByRole('option', { name: /^Python/ }).click();
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText(/Bandit, because/)).toBeHidden();
  await page.getByRole('button', { name: 'Next' }).click();
});

test('the wizard shows the environments and takes other sizes', async () => {
  const cpu = page.getByRole('textbox', { name: 'CPU of staging' });
  await expect(cpu).toHaveAttribute('placeholder', '1000m');
  await expect(
    page.getByRole('row', { name: /production.*operations/i }),
  ).toBeVisible();
  await cpu.fill('lots');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(cpu).toHaveAttribute('aria-invalid', 'true');
  await cpu.fill('750m');
  await page.getByRole('button', { name: 'Next' }).click();
});

test('the wizard previews the files', async () => {
  await page.getByRole('button', { name: 'Preview the files' }).click();
  const filter = page.getByRole('searchbox', { name: 'Filter the files' });
  await filter.fill('workflows/ci');
  await page.getByRole('button', { name: 'ci.yml' }).click();
  await expect(page.getByText('Security gate 1').first()).toBeVisible();
  await filter.fill('staging/kustomization');
  await page.getByRole('button', { name: 'kustomization.yaml' }).click();
  await expect(page.getByText('750m').first()).toBeVisible();
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(
    page.getByText('External Secrets, AWS Secrets Manager'),
  ).toBeVisible();
});

test('a creation that fails half-way says where and why, and goes on when it is run again', async () => {
  await cluster.stop();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(
    page
      .getByText(
        /did not say whether the Argo CD \w+ 'parcel-quotes\S*' exists/,
      )
      .first(),
  ).toBeVisible({ timeout: 60_000 });

  await cluster.start();
  await page.getByRole('button', { name: 'Retry', exact: true }).click();

  await expect(
    page.getByRole('link', { name: 'Open the service in the catalog' }),
  ).toBeVisible({ timeout: 90_000 });
  await expect(
    page.getByRole('link', { name: 'Manifests repository' }),
  ).toBeVisible();
});

test('the pipeline runs and its release arrives in development, without a reload', async () => {
  await expect(async () => {
    await page.goto(DELIVERY);
    await expect(lane('development')).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 90_000 });

  await expect(
    page
      .getByText(
        /(Quality|Code scanning|Dependencies|Security gate|Image|Release).* running/,
      )
      .first(),
  ).toBeVisible();
  await expect(lane('development').getByText('0.1.0')).toBeVisible({
    timeout: 150_000,
  });
  await expect(lane('development').getByText('Healthy')).toBeVisible({
    timeout: 90_000,
  });
});

test('staging follows by itself, with its smoke test', async () => {
  await expect(lane('staging').getByText('0.1.0').first()).toBeVisible({
    timeout: 120_000,
  });
  await expect(lane('staging').getByText('Healthy')).toBeVisible({
    timeout: 120_000,
  });
});

test('a promotion to production shows what it changes and who must approve', async () => {
  await lane('production')
    .getByRole('button', { name: 'Promote…' })
    .click({ timeout: 60_000 });
  const dialog = page.getByRole('dialog');

  await expect(dialog.getByText('0.1.0').first()).toBeVisible();
  for (const heading of [
    'Commits',
    'Manifests',
    'Findings',
    'Gates',
    'Approval',
  ]) {
    await expect(dialog.getByRole('heading', { name: heading })).toBeVisible();
  }
  await expect(dialog.getByText('operations').first()).toBeVisible();
  await dialog
    .getByRole('textbox', { name: 'Reason' })
    .fill('First release for customers');
  await dialog.getByRole('button', { name: 'Request promotion' }).dblclick();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Waiting for approval').first()).toBeVisible();
});

test('the developer cannot approve their own request, in the browser or by API', async () => {
  await page.goto('/delivery/approvals?scope=requested');
  await expect(page.getByText('Not yours to decide')).toBeVisible();

  const { body } = await callApi('ada', 'GET', '/approvals?scope=requested');
  const { promotions } = body as { promotions: { id: string }[] };
  expect(promotions).toHaveLength(1);
  const refused = await callApi(
    'ada',
    'POST',
    `/promotions/${promotions[0].id}/decision`,
    { decision: 'approved' },
  );
  expect(refused.status).toBe(403);
});

test('operations approves, and production goes through blue-green to healthy', async () => {
  await signOut(page);
  await signIn(page, 'Olga');
  await page.goto('/notifications');
  await expect(page.getByText(SERVICE).first()).toBeVisible();
  await approve('0.1.0', 'Dashboards are ready');

  await page.goto(DELIVERY);
  await expect(lane('production').getByText('Healthy')).toBeVisible({
    timeout: 150_000,
  });
  await expect(lane('production').getByText('0.1.0').first()).toBeVisible();

  const commits = await forge.commits(MANIFESTS);
  const written = commits.filter(
    ({ commit }) =>
      commit.message.includes('production') &&
      commit.message.includes('Fairway-Promotion: '),
  );
  expect(written).toHaveLength(1);
  const { status } = await cluster.application(`${SERVICE}-production`);
  const revision = commits.findIndex(({ sha }) => sha === status.sync.revision);
  const promotion = commits.findIndex(({ sha }) => sha === written[0].sha);
  expect(revision).toBeGreaterThanOrEqual(0);
  expect(revision).toBeLessThanOrEqual(promotion);
});

test('a release that fails in production is rolled back by itself, with a hold that says why', async () => {
  // Who asks may not approve, so a developer asks.
  await signOut(page);
  await signIn(page, 'Ben');
  await page.goto(DELIVERY);
  await releaseToStaging({
    message: 'feat: quote in two currencies',
    sandboxFile: 'release:\n  unhealthyIn:\n    production: crash-loop\n',
    version: '0.2.0',
  });
  await requestPromotion('production', 'Two currencies for the sales');
  let waiting: string | undefined;
  await expect(async () => {
    const { body } = await callApi('olga', 'GET', '/approvals?scope=mine');
    const { promotions } = body as { promotions: { id: string }[] };
    [waiting] = promotions.map(({ id }) => id);
    expect(waiting).toBeDefined();
  }).toPass({ timeout: 30_000 });
  await callApi('olga', 'POST', `/promotions/${waiting}/decision`, {
    decision: 'approved',
    comment: 'Go',
  });

  await page.goto(DELIVERY);
  await expect(lane('production').getByText('Held by')).toBeVisible({
    timeout: 200_000,
  });
  await expect(lane('production').getByText('0.1.0').first()).toBeVisible();
  await expect(lane('production').getByText('Healthy')).toBeVisible({
    timeout: 90_000,
  });
  await expect(page.getByText('Auto-rollback').first()).toBeVisible();
  const overlay = await forge.readFile(
    MANIFESTS,
    'manifests/environments/production/kustomization.yaml',
  );
  expect(overlay).toContain('# 0.1.0');
});

test('staging is rolled back by hand, and history says who, when and why', async () => {
  await lane('staging').getByRole('button', { name: 'Roll back…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('It stays rolled back')).toBeVisible();
  await dialog
    .getByRole('textbox', { name: 'Reason' })
    .fill('Wrong currency symbol');
  await dialog.getByRole('button', { name: 'Roll back', exact: true }).click();
  await expect(dialog).toBeHidden();

  await expect(lane('staging').getByText('Held by')).toBeVisible({
    timeout: 60_000,
  });
  await expect
    .poll(() => versionIn('staging'), { timeout: 90_000 })
    .toBe('0.1.0');
  const event = page
    .getByRole('listitem')
    .filter({ hasText: 'Wrong currency symbol. Verified' });
  await expect(event).toContainText('Rollback');
  await expect(event).toContainText('Ben Okonjo');
  await expect(event).toContainText('staging');
  await expect(event.locator('time')).toBeVisible();
});

test('a backend that is killed after its push, before it heard of it, completes the promotion with one commit', async () => {
  await lane('staging').getByRole('button', { name: 'Release hold…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByRole('textbox', { name: 'Reason' })
    .fill('The symbol was right after all');
  await dialog.getByRole('button', { name: 'Release hold' }).click();
  await expect(lane('staging').getByText('Held by')).toBeHidden();

  const before = (await forge.commits(MANIFESTS)).length;
  await forge.holdPushAnswers();
  await requestPromotion('staging', 'Two currencies again');
  await expect.poll(forge.waitingPushes, { timeout: 60_000 }).toBe(1);
  await backend.kill();
  await forge.releasePushAnswers();
  await backend.start();

  await expect
    .poll(() => versionIn('staging'), { timeout: 120_000 })
    .toBe('0.2.0');
  await page.goto(DELIVERY);
  await expect(lane('staging').getByText('Healthy')).toBeVisible();
  await expect(lane('staging').getByText('Held by')).toBeHidden();
  const after = await forge.commits(MANIFESTS);
  expect(after.length - before).toBe(1);
});

test('a dead cluster makes deployments stale, hides nothing, and recovers by itself', async () => {
  await signOut(page);
  await signIn(page, 'Ada');
  await page.goto(DELIVERY);
  await expect(lane('development').getByText('Healthy')).toBeVisible();

  await cluster.stop();
  await expect(lane('development').getByText('Unreachable')).toBeVisible({
    timeout: 90_000,
  });
  await expect(lane('development').getByText('0.2.0').first()).toBeVisible();
  await expect(lane('production').getByText('0.1.0').first()).toBeVisible();
  await expect(page.getByText('0.2.0 released')).toBeVisible();

  await cluster.start();
  await expect(lane('development').getByText('Unreachable')).toBeHidden({
    timeout: 120_000,
  });
  await expect(lane('development').getByText('Healthy')).toBeVisible();
});
