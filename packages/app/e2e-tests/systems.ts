import { expect, Page } from '@playwright/test';

// The systems around the portal, as the end-to-end script started them.
const urls = {
  portal: variable('E2E_PORTAL_URL'),
  forge: variable('E2E_FORGE_URL'),
  cluster: variable('E2E_CLUSTER_URL'),
  control: variable('E2E_CONTROL_URL'),
  supervisor: variable('E2E_SUPERVISOR_URL'),
};

function variable(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set; run these tests with 'yarn test:e2e'`);
  }
  return value;
}

async function send(url: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (!response.ok) {
    throw new Error(
      `${init?.method ?? 'GET'} ${url}: ${
        response.status
      } ${await response.text()}`,
    );
  }
  return response;
}

/** Signs in on the sign-in page; leaves the portal on its first page. */
export async function signIn(page: Page, firstName: string): Promise<void> {
  await page.goto('/');
  await page
    .getByRole('button', { name: `Sign in as ${firstName}` })
    .click({ timeout: 60_000 });
  await expect(page.getByRole('link', { name: 'Home' })).toBeVisible();
}

/** Ends the session of this browser without a click, so that the next person can sign in. */
export async function signOut(page: Page): Promise<void> {
  await page.evaluate(() => window.localStorage.clear());
  await page.goto('/');
}

const tokens = new Map<string, string>();

/** Signs in once, as a browser does; whoever wants to see how that goes uses the page. */
async function tokenOf(person: string): Promise<string> {
  const known = tokens.get(person);
  if (known) {
    return known;
  }
  let token = '';
  await expect(async () => {
    const response = await send(`${urls.portal}/api/auth/sandbox/refresh`, {
      headers: { 'x-fairway-person': `user:default/${person}` },
    });
    token = (await response.json()).backstageIdentity.token;
  }).toPass({ timeout: 30_000 });
  tokens.set(person, token);
  return token;
}

async function callPlugin(
  person: string,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${urls.portal}/api/${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${await tokenOf(person)}`,
      'Content-Type': 'application/json',
    },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : {} };
}

/** The delivery API of the portal, as one of its people. */
export function callApi(
  person: string,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: Record<string, unknown> }> {
  return callPlugin(person, method, `delivery/v1${path}`, body);
}

export const catalog = {
  /** Makes the catalog read a file of a repository. */
  register: (person: string, target: string) =>
    callPlugin(person, 'POST', 'catalog/locations', { type: 'url', target }),
  /** Makes the catalog read an entity again, now. */
  refresh: (person: string, entityRef: string) =>
    callPlugin(person, 'POST', 'catalog/refresh', { entityRef }),
};

/** What the wizard sends when only name and language are chosen. */
export const wizardDefaults = {
  owner: 'group:default/payments',
  description: 'Made by the end-to-end tests',
  ci: 'github',
  branching: 'trunk',
  registry: 'ghcr',
  codeScanning: 'codeql',
  dependencyScanning: 'osv',
  imageScanning: 'grype',
  infrastructureScanning: 'checkov',
  pipeline: 'standard',
  strategy: 'blue-green',
  gitops: 'argocd',
  manifestsIn: 'own',
  secrets: 'external-secrets-aws',
};

export const scaffolder = {
  /** Runs a template to its end; throws with its log if it does not complete. Answers with its output. */
  async run(
    person: string,
    template: string,
    values: Record<string, unknown>,
  ): Promise<unknown> {
    const created = await callPlugin(person, 'POST', 'scaffolder/v2/tasks', {
      templateRef: `template:default/${template}`,
      values,
    });
    if (created.status !== 201) {
      throw new Error(
        `${template} was refused: ${JSON.stringify(created.body)}`,
      );
    }
    const task = `scaffolder/v2/tasks/${created.body.id}`;
    await expect
      .poll(async () => (await callPlugin(person, 'GET', task)).body.status, {
        timeout: 180_000,
        message: `${template} ends`,
      })
      .toMatch(/completed|failed|cancelled/);
    const { body } = await callPlugin(person, 'GET', task);
    const events = await callPlugin(person, 'GET', `${task}/events`);
    if (body.status !== 'completed') {
      throw new Error(
        `${template} ${body.status}: ${JSON.stringify(events.body).slice(
          -4_000,
        )}`,
      );
    }
    return events.body;
  },
};

export const forge = {
  /** The address that people paste into the portal. */
  urlOf: (repository: string): string => `${urls.forge}/acme/${repository}`,

  async call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await send(`${urls.forge}/api/v3${path}`, {
      method,
      headers: {
        Authorization: 'token sandbox-token',
        'Content-Type': 'application/json',
      },
      body: body && JSON.stringify(body),
    });
    return response.json();
  },

  async readFile(repository: string, path: string): Promise<string> {
    const response = await send(
      `${urls.forge}/api/v3/repos/acme/${repository}/contents/${path}`,
      {
        headers: {
          Authorization: 'token sandbox-token',
          Accept: 'application/vnd.github.raw+json',
        },
      },
    );
    return response.text();
  },

  /** Commits one file, as a developer's push would. */
  async commitFile(
    repository: string,
    path: string,
    content: string,
    message: string,
    branch = 'main',
  ): Promise<string> {
    const url = `${urls.forge}/api/v3/repos/acme/${repository}/contents/${path}`;
    const headers = { Authorization: 'token sandbox-token' };
    const existing = await fetch(`${url}?ref=${encodeURIComponent(branch)}`, {
      headers,
    });
    const sha = existing.ok ? (await existing.json()).sha : undefined;
    const response = await send(url, {
      method: 'PUT',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify({
        message,
        sha,
        branch,
        content: Buffer.from(content).toString('base64'),
      }),
    });
    return (await response.json()).commit.sha;
  },

  async commits(
    repository: string,
  ): Promise<{ sha: string; commit: { message: string } }[]> {
    const response = await send(
      `${urls.forge}/api/v3/repos/acme/${repository}/commits?per_page=100`,
      { headers: { Authorization: 'token sandbox-token' } },
    );
    return response.json();
  },

  /** What a job of the newest delivery of main logged. */
  async jobLog(repository: string, job: string): Promise<string> {
    const actions = `/repos/acme/${repository}/actions`;
    const { workflow_runs: runs } = await forge.call<{
      workflow_runs: { id: number; name: string }[];
    }>('GET', `${actions}/runs?branch=main`);
    const { jobs } = await forge.call<{ jobs: { id: number; name: string }[] }>(
      'GET',
      `${actions}/runs/${runs.find(run => run.name === 'Delivery')?.id}/jobs`,
    );
    const id = jobs.find(({ name }) => name === job)?.id;
    const response = await send(
      `${urls.forge}/api/v3${actions}/jobs/${id}/logs`,
      { headers: { Authorization: 'token sandbox-token' } },
    );
    return response.text();
  },

  /** From now on pushes happen, but who pushes does not hear of it. */
  holdPushAnswers: () =>
    send(`${urls.control}/pushes/hold`, { method: 'POST' }),
  releasePushAnswers: () =>
    send(`${urls.control}/pushes/release`, { method: 'POST' }),

  async waitingPushes(): Promise<number> {
    const response = await send(`${urls.control}/status`);
    return (await response.json()).pushes.waiting;
  },
};

export const cluster = {
  async application(
    name: string,
  ): Promise<{ status: { sync: { revision: string; status: string } } }> {
    const response = await send(
      `${urls.cluster}/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/${name}`,
    );
    return response.json();
  },
  stop: () => send(`${urls.control}/cluster/stop`, { method: 'POST' }),
  start: () => send(`${urls.control}/cluster/start`, { method: 'POST' }),
};

export const backend = {
  kill: () => send(`${urls.supervisor}/backend/kill`, { method: 'POST' }),
  start: () => send(`${urls.supervisor}/backend/start`, { method: 'POST' }),
};
