import { ConfigReader } from '@backstage/config';
import { readChoices, requireChoice } from './choices';

const choicesOf = (delivery: object) =>
  readChoices(
    new ConfigReader({
      scaffolder: {
        delivery: {
          codeHosts: { github: { host: 'github.com', organization: 'acme' } },
          domain: 'acme.example',
          ...delivery,
        },
      },
    }),
  );

const offered = (choices: { name: string; problem?: string }[]) =>
  choices.filter(({ problem }) => !problem).map(({ name }) => name);

describe('what a portal offers in the wizard', () => {
  it('is what it is set up for', () => {
    const choices = choicesOf({
      argocdCluster: 'main',
      registries: { harbor: 'harbor.acme.example/services' },
      secretStores: { 'external-secrets-azure': 'vault' },
    });
    expect(offered(choices.ci)).toEqual(['github']);
    expect(offered(choices.registry)).toEqual(['harbor']);
    expect(offered(choices.gitops)).toEqual(['argocd']);
    expect(offered(choices.secrets)).toEqual([
      'external-secrets-azure',
      'sealed-secrets',
    ]);
    expect(choices.registry[1]).toMatchObject({
      detail: 'harbor.acme.example/services',
    });
  });

  it('comes with the setting that is missing for the rest', () => {
    const choices = choicesOf({});
    expect(choices.ci[1]).toEqual({
      name: 'gitlab',
      detail: undefined,
      problem:
        'not set up in this portal (scaffolder.delivery.codeHosts.gitlab)',
    });
    expect(choices.gitops.map(({ problem }) => problem)).toEqual([
      'not set up in this portal (scaffolder.delivery.argocdCluster)',
      'not set up in this portal (scaffolder.delivery.fluxCluster)',
    ]);
  });

  it('has stores of secrets under their usual names unless the platform names its own', () => {
    expect(offered(choicesOf({}).secrets)).toEqual([
      'external-secrets-aws',
      'external-secrets-azure',
      'external-secrets-google',
      'sealed-secrets',
    ]);
  });

  it('is refused otherwise, with what is offered', () => {
    const choices = choicesOf({ argocdCluster: 'main' });
    expect(() => requireChoice(choices, 'gitops', 'flux')).toThrow(
      "gitops 'flux': not set up in this portal (scaffolder.delivery.fluxCluster); there are: argocd",
    );
    expect(() => requireChoice(choices, 'registry', 'quay')).toThrow(
      "registry 'quay': there is no such choice; there are: ghcr",
    );
    expect(requireChoice(choices, 'ci', 'github').detail).toBe(
      'github.com/acme',
    );
  });
});
