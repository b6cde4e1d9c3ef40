import { createMockDirectory } from '@backstage/backend-test-utils';
import { GitRepository } from '../goldenPath/__testUtils__/GitRepository';
import {
  createGoldenPath,
  createRun,
  FORGE,
} from '../goldenPath/__testUtils__/goldenPathFixture';
import { createGitflowAction } from './createGitflowAction';

jest.setTimeout(60_000);

describe('delivery:gitflow:start', () => {
  const runs = createMockDirectory();
  let service: GitRepository;
  beforeEach(() => {
    service = new GitRepository({ 'ci.yml': 'one\n' });
  });
  afterEach(() => service.remove());

  async function start(repositoryUrl = `${FORGE}/acme/checkout-api`) {
    const { repositories } = createGoldenPath({
      entities: [],
      rendered: {},
      repositories: { 'checkout-api': service },
    });
    const context = createRun({ folder: runs.path, input: { repositoryUrl } });
    await createGitflowAction({ repositories }).handler(context);
    return context.output;
  }

  it('starts develop where main is', async () => {
    const output = await start();
    expect(service.branches()).toEqual(['develop', 'main']);
    expect(service.tip('develop')).toBe(service.tip('main'));
    expect(output).toHaveBeenCalledWith('created', true);
  });

  it('leaves a develop that exists where it is, so that the step can be repeated', async () => {
    await start();
    const tip = service.push('develop', { 'ci.yml': 'two\n' });
    const output = await start();
    expect(service.tip('develop')).toBe(tip);
    expect(output).toHaveBeenCalledWith('created', false);
  });

  it('refuses a host that the portal has no integration for', async () => {
    await expect(
      start('https://elsewhere.example/acme/checkout-api'),
    ).rejects.toThrow("Host 'elsewhere.example'");
  });
});
