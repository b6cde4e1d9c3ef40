import { KubernetesObject } from '../cluster/objects/KubernetesObject';
import { objectHealth } from './objectHealth';

function object(
  kind: string,
  conditions: { type: string; status: string; message?: string }[] | undefined,
  annotations: Record<string, string> = {},
): KubernetesObject {
  const status =
    kind === 'HTTPRoute' ? { parents: [{ conditions }] } : { conditions };
  return {
    apiVersion: 'v1',
    kind,
    metadata: { name: 'shop', annotations },
    ...(conditions ? { status } : {}),
  };
}

describe('objectHealth', () => {
  it.each([
    ['HTTPRoute', 'Accepted'],
    ['ExternalSecret', 'Ready'],
    ['SealedSecret', 'Synced'],
  ])('knows how a %s fares', (kind, type) => {
    const message = 'because';

    expect(objectHealth(object(kind, undefined))?.status).toBe('Progressing');
    expect(objectHealth(object(kind, [{ type, status: 'True' }]))?.status).toBe(
      'Healthy',
    );
    expect(
      objectHealth(object(kind, [{ type, status: 'False', message }])),
    ).toEqual({ status: 'Degraded', message });
  });

  it('does not look where the object says so', () => {
    expect(
      objectHealth(
        object('ExternalSecret', [{ type: 'Ready', status: 'False' }], {
          'argocd.argoproj.io/ignore-healthcheck': 'true',
        }),
      ),
    ).toBeUndefined();
  });
});
