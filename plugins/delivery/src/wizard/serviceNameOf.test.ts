import { serviceNameOf } from './serviceNameOf';

describe('serviceNameOf', () => {
  it.each([
    [{ name: 'shop' }, 'shop'],
    [{ service: 'component:default/shop' }, 'shop'],
    [{ repository: 'https://github.com/acme/shop' }, 'shop'],
    [{ repository: 'https://github.com/acme/shop.git/' }, 'shop'],
    [{ service: '' }, undefined],
    [undefined, undefined],
  ])('finds in %j %s', (formData, name) => {
    expect(serviceNameOf(formData)).toBe(name);
  });
});
