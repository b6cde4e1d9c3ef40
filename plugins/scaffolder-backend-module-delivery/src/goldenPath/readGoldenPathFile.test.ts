import { goldenPathYaml } from './__testUtils__/GitRepository';
import { readGoldenPathFile } from './readGoldenPathFile';

const read = (text: string) => readGoldenPathFile(text, 'acme/shop');

describe('readGoldenPathFile', () => {
  it('reads what the first version wrote', () => {
    expect(read(goldenPathYaml(1))).toEqual({
      template: 'create-service',
      version: 1,
      task: 'run-1',
      scope: '',
      answers: { name: 'checkout-api' },
      context: {},
    });
  });

  it('keeps answers and context as they are', () => {
    const file = read(
      goldenPathYaml(
        2,
        '  environments:\n    - {"name":"production","maxReplicas":4}\nscope: delivery\ncontext:\n  image: ghcr.io/acme/shop\n',
      ),
    );

    expect(file).toMatchObject({
      scope: 'delivery',
      answers: { environments: [{ name: 'production', maxReplicas: 4 }] },
      context: { image: 'ghcr.io/acme/shop' },
    });
  });

  it.each([
    ['a: [', '.golden-path.yaml of acme/shop is no YAML'],
    ['template: other', '.golden-path.yaml of acme/shop: template: '],
    [goldenPathYaml(0), 'version: '],
    ['', 'of acme/shop: '],
  ])('names what is wrong with %j', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
