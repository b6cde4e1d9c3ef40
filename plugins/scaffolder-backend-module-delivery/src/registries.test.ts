import { ConfigReader } from '@backstage/config';
import { readRegistries, requireRegistry } from './registries';

const configOf = (registries?: object) =>
  new ConfigReader({
    scaffolder: { delivery: { organization: 'acme', registries } },
  });

describe('image registries', () => {
  it("offers GitHub's own registry to a portal that was told of none", () => {
    const offered = readRegistries(configOf()).filter(each => each.path);
    expect(offered).toEqual([
      {
        name: 'ghcr',
        title: 'GitHub Container Registry',
        path: 'ghcr.io/acme',
      },
    ]);
  });

  it('names those that are not set up, so that the wizard can say why they are missing', () => {
    const registries = readRegistries(
      configOf({ harbor: 'harbor.acme.example/services/' }),
    );
    expect(registries).toContainEqual({
      name: 'harbor',
      title: 'Harbor',
      path: 'harbor.acme.example/services',
    });
    expect(registries).toContainEqual({
      name: 'ecr',
      title: 'Amazon ECR',
      path: undefined,
    });
  });

  it('refuses a registry that is not set up, and says where to', () => {
    expect(() => requireRegistry(configOf(), 'harbor')).toThrow(
      "Registry 'harbor' is not set up in this portal (scaffolder.delivery.registries.harbor); there are: ghcr",
    );
  });

  it('refuses a misspelt registry in app-config', () => {
    expect(() => readRegistries(configOf({ habor: 'x' }))).toThrow(
      'scaffolder.delivery.registries.habor: no such registry; there are: ghcr, harbor,',
    );
  });
});
