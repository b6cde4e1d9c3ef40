import { useCluster } from '../__testUtils__/useCluster';
import { objectsAt } from '../json/Json';
import { HTTP_ROUTE } from '../knownTypes';

jest.setTimeout(60_000);

describe('HttpRouteController', () => {
  const cluster = useCluster();

  const reasons = async () => {
    const route = cluster.fixture.cluster.api.get(
      HTTP_ROUTE,
      'default',
      'shop',
    );
    return objectsAt(route, 'status', 'parents').map(parent =>
      objectsAt(parent, 'conditions').map(({ reason }) => reason),
    );
  };

  it('accepts a route, and knows whether its Service is there', async () => {
    const { client, fixture } = cluster;
    fixture.create(`
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: shop, namespace: default }
spec:
  parentRefs: [{ name: gateway }]
  rules: [{ backendRefs: [{ name: shop, port: 80 }] }]
`);
    await client.until(
      reasons,
      ([parent]) => parent?.join() === 'Accepted,BackendNotFound',
    );

    fixture.create(`
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: default }
spec: { selector: { app: shop }, ports: [{ port: 80 }] }
`);

    const [parent] = await client.until(
      reasons,
      ([first]) => first?.join() !== 'Accepted,BackendNotFound',
    );
    expect(parent).toEqual(['Accepted', 'ResolvedRefs']);
  });
});
