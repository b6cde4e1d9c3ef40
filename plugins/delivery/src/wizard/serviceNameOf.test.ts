import { serviceNameOf } from './serviceNameOf';

describe('serviceNameOf', () => {
  it.each([
    [{ name: 'shop' }, 'shop'],
    [{ service: 'component:default/shop' }, 'shop'],
    [{ repository: 'https://github.com/acme/shop' }, 'shop'],
    [{ repository: 'https://github.com/acme/shop.git/' }, 'shop'],
    [
      {
        from: 'repository',
        service: 'component:default/other',
        repository: 'https://github.com/acme/shop',
      },
      'shop',
    ],
    [
      {
        from: 'catalog',
        service: 'component:default/shop',
        repository: 'https://github.com/acme/other',
      },
      'shop',
    ],
    [{ service: '' }, undefined],
    [{ service: 'a:b:c/' }, undefined],
    [undefined, undefined],
  ])('finds in %j %s', (formData, name) => {
    expect(serviceNameOf(formData)).toBe(name);
  });
});
