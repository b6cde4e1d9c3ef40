import { useCluster } from '../__testUtils__/useCluster';
import { EXTERNAL_SECRET, SEALED_SECRET } from '../knownTypes';

jest.setTimeout(60_000);

describe('SecretSourceController', () => {
  const cluster = useCluster();
  const secret = () =>
    cluster.client.core
      .readNamespacedSecret({ name: 'shop', namespace: 'default' })
      .catch(() => undefined);

  it('finds what an ExternalSecret asks for', async () => {
    const { client, fixture } = cluster;
    fixture.create(`
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: shop-secrets, namespace: default }
spec: { target: { name: shop } }
`);

    await client.until(secret, Boolean);

    expect(
      fixture.cluster.api.get(EXTERNAL_SECRET, 'default', 'shop-secrets'),
    ).toMatchObject({
      status: {
        binding: { name: 'shop' },
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    });
  });

  it('opens a SealedSecret, without its content, and takes the Secret away with it', async () => {
    const { client, fixture } = cluster;
    fixture.create(`
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: { name: shop, namespace: default }
spec: { encryptedData: { DATABASE_URL: AgB } }
`);

    const opened = await client.until(secret, Boolean);

    expect(opened?.data).toEqual({ DATABASE_URL: '' });
    fixture.cluster.api.delete(SEALED_SECRET, 'default', 'shop');
    await client.until(secret, found => found === undefined);
  });
});
