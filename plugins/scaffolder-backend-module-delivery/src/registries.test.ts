import { ConfigReader } from '@backstage/config';
import { readRegistries } from './registries';

const configOf = (registries?: object) =>
  new ConfigReader({
    scaffolder: {
      delivery: {
        codeHosts: { github: { host: 'github.com', organization: 'acme' } },
        registries,
      },
    },
  });

describe('image registries', () => {
  it("are GitHub's own for a portal that was told of none", () => {
    const offered = readRegistries(configOf()).filter(each => each.path);
    expect(offered).toEqual([{ name: 'ghcr', path: 'ghcr.io/acme' }]);
  });

  it('are those that the portal was told of, with the rest named without a path', () => {
    const registries = readRegistries(
      configOf({ harbor: 'harbor.acme.example/services/' }),
    );
    expect(registries).toContainEqual({
      name: 'harbor',
      path: 'harbor.acme.example/services',
    });
    expect(registries).toContainEqual({ name: 'ghcr', path: undefined });
  });

  it('refuses a misspelt registry in app-config', () => {
    expect(() => readRegistries(configOf({ habor: 'x' }))).toThrow(
      'scaffolder.delivery.registries.habor: no such registry; there are: ghcr, harbor,',
    );
  });
});
