import { V1Deployment } from '@kubernetes/client-node';
import { useCluster } from '../__testUtils__/useCluster';

jest.setTimeout(60_000);

const namespace = 'default';

describe('server-side apply', () => {
  const cluster = useCluster();

  beforeEach(() => {
    // Controllers would write beside it; who owns what is looked at here.
    cluster.fixture.cluster.stop();
  });

  function apply(
    fieldManager: string,
    fields: object,
    force?: boolean,
  ): Promise<V1Deployment> {
    return cluster.client.apps.patchNamespacedDeployment(
      {
        namespace,
        name: 'web',
        fieldManager,
        force,
        body: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'web' },
          ...fields,
        },
      },
      cluster.client.serverSideApply,
    );
  }

  const pods = (...containers: object[]) => ({
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers },
    },
  });
  const selector = { matchLabels: { app: 'web' } };
  const images = ({ spec }: V1Deployment) =>
    spec?.template.spec?.containers.map(
      ({ name, image }) => `${name} ${image}`,
    );
  const managers = ({ metadata }: V1Deployment) =>
    metadata?.managedFields?.map(entry => entry.manager);

  it('creates what is missing, and says who owns which field', async () => {
    const created = await apply('ada', {
      spec: { selector, replicas: 2, ...pods({ name: 'app', image: 'a:1' }) },
    });

    expect(created.metadata?.managedFields).toMatchObject([
      {
        manager: 'ada',
        operation: 'Apply',
        fieldsV1: {
          'f:spec': {
            'f:replicas': {},
            'f:template': {
              'f:spec': {
                'f:containers': {
                  'k:{"name":"app"}': { '.': {}, 'f:image': {} },
                },
              },
            },
          },
        },
      },
    ]);
  });

  it('refuses to overwrite what another manager applied, and names the field', async () => {
    const { client } = cluster;
    await apply('ada', {
      spec: { selector, replicas: 2, ...pods({ name: 'app', image: 'a:1' }) },
    });

    const refused = await client.failure(
      apply('ben', {
        spec: { replicas: 3, ...pods({ name: 'app', image: 'a:2' }) },
      }),
    );

    expect(refused).toMatchObject({
      code: 409,
      body: {
        reason: 'Conflict',
        message: expect.stringMatching(/^Apply failed with 2 conflicts: /),
        details: {
          causes: [
            {
              reason: 'FieldManagerConflict',
              message: 'conflict with "ada"',
              field: '.spec.replicas',
            },
            {
              field: '.spec.template.spec.containers[name="app"].image',
            },
          ],
        },
      },
    });
  });

  it('shares a field on which both agree, and lets both add beside each other', async () => {
    await apply('ada', {
      spec: { selector, replicas: 2, ...pods({ name: 'app', image: 'a:1' }) },
    });

    const shared = await apply('ben', {
      spec: { replicas: 2, ...pods({ name: 'log', image: 'l:1' }) },
    });

    expect(images(shared)).toEqual(['app a:1', 'log l:1']);
    expect(managers(shared)).toEqual(['ada', 'ben']);

    // Left out by one, still applied by the other.
    const left = await apply('ben', { spec: {} });
    expect(left.spec?.replicas).toBe(2);
    expect(images(left)).toEqual(['app a:1']);
  });

  it('takes a field over by force; its former owner no longer removes it', async () => {
    await apply('ada', {
      spec: { selector, replicas: 2, ...pods({ name: 'app', image: 'a:1' }) },
    });

    const forced = await apply('ben', { spec: { replicas: 5 } }, true);
    expect(forced.spec?.replicas).toBe(5);

    const again = await apply('ada', {
      spec: { selector, ...pods({ name: 'app', image: 'a:2' }) },
    });
    expect(again.spec?.replicas).toBe(5);
    expect(images(again)).toEqual(['app a:2']);
  });

  it('removes what the same manager leaves out', async () => {
    await apply('ada', {
      metadata: { name: 'web', labels: { tier: 'front', zone: 'a' } },
      spec: {
        selector,
        ...pods({ name: 'app', image: 'a:1' }, { name: 'log', image: 'l:1' }),
      },
    });

    const next = await apply('ada', {
      metadata: { name: 'web', labels: { tier: 'front' } },
      spec: { selector, ...pods({ name: 'app', image: 'a:1' }) },
    });

    expect(next.metadata?.labels).toEqual({ tier: 'front' });
    expect(images(next)).toEqual(['app a:1']);
  });

  it('changes nothing, not even the version, when applied again', async () => {
    const fields = {
      spec: { selector, ...pods({ name: 'app', image: 'a:1' }) },
    };
    const first = await apply('ada', fields);

    const second = await apply('ada', fields);

    expect(second.metadata?.resourceVersion).toBe(
      first.metadata?.resourceVersion,
    );
  });

  it('needs to know who applies', async () => {
    const response = await fetch(
      `${cluster.fixture.url}/apis/apps/v1/namespaces/${namespace}/deployments/web`,
      {
        method: 'PATCH',
        headers: { 'content-type': 'application/apply-patch+yaml' },
        body: '{}',
      },
    );
    expect(response.status).toBe(400);
  });
});
