import {
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { CiSystem, readWizardConfig } from '../wizardConfig';
import { createCodeHost } from './createCodeHost';

const config = mockServices.rootConfig({
  data: {
    integrations: {
      azure: [
        {
          host: 'dev.azure.com',
          credentials: [{ personalAccessToken: 'secret-token' }],
        },
      ],
    },
    scaffolder: {
      delivery: {
        codeHosts: {
          github: { host: 'github.com', organization: 'acme' },
          gitlab: { host: 'gitlab.com', group: 'acme' },
          azure: {
            host: 'dev.azure.com',
            organization: 'acme',
            project: 'web',
          },
        },
        domain: 'acme.example',
      },
    },
  },
});

const GITHUB = 'https://api.github.com/repos/acme/shop';
const GITLAB = 'https://gitlab.com/api/v4/projects/acme%2Fshop';
const AZURE = 'https://dev.azure.com/acme/web/_apis/git/repositories/shop';

type Answers = Record<string, object | string>;

/** What each host answers of a repository without a branch, and of one that has some. */
const hosts: {
  ci: CiSystem;
  empty: Answers;
  filled: Answers;
  file: string;
}[] = [
  {
    ci: 'github',
    empty: { [GITHUB]: {}, [`${GITHUB}/branches`]: [] },
    filled: { [GITHUB]: {}, [`${GITHUB}/branches`]: [{ name: 'master' }] },
    file: `${GITHUB}/contents/.golden-path.yaml`,
  },
  {
    ci: 'gitlab',
    empty: { [GITLAB]: { empty_repo: true } },
    filled: { [GITLAB]: { empty_repo: false } },
    file: `${GITLAB}/repository/files/.golden-path.yaml/raw`,
  },
  {
    ci: 'azure',
    empty: { [AZURE]: {}, [`${AZURE}/refs`]: { value: [] } },
    // What it says of a default branch is no matter.
    filled: { [AZURE]: {}, [`${AZURE}/refs`]: { value: [{ name: 'x' }] } },
    file: `${AZURE}/items`,
  },
];

describe.each(hosts)('the repositories of $ci', host => {
  const server = setupServer();
  registerMswTestHooks(server);

  /** The host answers this, and 404 to everything else. */
  function read(answers: Answers) {
    server.use(
      ...Object.entries(answers).map(([url, answer]) =>
        http.get(url, () =>
          typeof answer === 'string'
            ? HttpResponse.text(answer)
            : HttpResponse.json(answer),
        ),
      ),
      http.get('*', () => new HttpResponse(null, { status: 404 })),
    );
    return createCodeHost(host.ci, {
      wizard: readWizardConfig(config),
      integrations: ScmIntegrations.fromConfig(config),
    }).read('shop');
  }

  it('may be missing', async () => {
    expect(await read({})).toEqual({ exists: false });
  });

  it('are empty if the host says so', async () => {
    expect(await read(host.empty)).toEqual({
      exists: true,
      empty: true,
      task: undefined,
    });
  });

  it('are not empty because they have no branch main', async () => {
    expect(await read(host.filled)).toEqual({
      exists: true,
      empty: false,
      task: undefined,
    });
  });

  it('name the run that made them', async () => {
    expect(
      await read({ ...host.filled, [host.file]: 'task: run-1\n' }),
    ).toEqual({ exists: true, empty: false, task: 'run-1' });
  });
});
