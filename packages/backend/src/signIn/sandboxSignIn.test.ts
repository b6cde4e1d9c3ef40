import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import sandboxSignIn from './sandboxSignIn';

const ada = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'ada', namespace: 'default' },
  spec: { memberOf: ['payments'] },
  relations: [{ type: 'memberOf', targetRef: 'group:default/payments' }],
};

function start() {
  return startTestBackend({
    features: [
      authPlugin,
      sandboxSignIn,
      catalogServiceMock.factory({ entities: [ada] }),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:3000' },
          backend: { baseUrl: 'http://localhost:7007' },
          auth: {
            environment: 'development',
            providers: {
              sandbox: {
                people: [
                  {
                    entityRef: 'user:default/ada',
                    name: 'Ada Castellan',
                    role: 'Developer',
                  },
                ],
              },
            },
          },
        },
      }),
    ],
  });
}

describe('the sandbox sign-in', () => {
  const environment = process.env.NODE_ENV;
  afterEach(() => {
    Object.assign(process.env, { NODE_ENV: environment });
  });

  it('signs in a person of the sandbox with the groups of the catalog', async () => {
    const { server } = await start();

    const response = await request(server)
      .get('/api/auth/sandbox/refresh')
      .set('x-fairway-person', 'user:default/ada');

    expect(response.status).toBe(200);
    expect(response.body.backstageIdentity.identity).toEqual({
      type: 'user',
      userEntityRef: 'user:default/ada',
      ownershipEntityRefs: ['user:default/ada', 'group:default/payments'],
    });
  });

  it('turns away anybody else', async () => {
    const { server } = await start();

    const response = await request(server)
      .get('/api/auth/sandbox/refresh')
      .set('x-fairway-person', 'user:default/mallory');

    expect(response.status).toBe(401);
    expect(response.body.error.message).toContain(
      "The sandbox does not know 'user:default/mallory'",
    );
  });

  it('keeps a production backend from starting', async () => {
    Object.assign(process.env, { NODE_ENV: 'production' });

    await expect(start()).rejects.toThrow(
      'auth.providers.sandbox lets anyone in without a password and must not be configured in production',
    );
  });
});
