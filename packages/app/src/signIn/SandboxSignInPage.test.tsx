import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { rememberedPerson } from './sandboxPeople';
import { SandboxSignInPage } from './SandboxSignInPage';

const people = [
  { entityRef: 'user:default/ada', name: 'Ada Castellan', role: 'Developer' },
  { entityRef: 'user:default/olga', name: 'Olga Marsh', role: 'Approver' },
];

function session(entityRef: string) {
  return {
    providerInfo: {},
    profile: { displayName: entityRef },
    backstageIdentity: {
      token: 'a.e30.c',
      identity: {
        type: 'user',
        userEntityRef: entityRef,
        ownershipEntityRefs: [entityRef],
      },
    },
  };
}

describe('SandboxSignInPage', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  afterEach(() => rememberedPerson.forget());

  it('signs in as the chosen person, and forgets on signing out', async () => {
    server.use(
      http.get('*/api/auth/sandbox/refresh', ({ request }) =>
        HttpResponse.json(
          session(request.headers.get('x-fairway-person') ?? ''),
        ),
      ),
    );
    const onSignInSuccess = jest.fn();
    await renderInTestApp(
      <SandboxSignInPage people={people} onSignInSuccess={onSignInSuccess} />,
    );

    await userEvent.click(
      screen.getByRole('button', { name: 'Sign in as Olga' }),
    );

    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
    const [identity] = onSignInSuccess.mock.calls[0];
    expect(await identity.getBackstageIdentity()).toMatchObject({
      userEntityRef: 'user:default/olga',
    });
    expect(rememberedPerson.get()).toBe('user:default/olga');
    await identity.signOut();
    expect(rememberedPerson.get()).toBeUndefined();
  });

  it('says what went wrong and lets one choose again', async () => {
    server.use(
      http.get('*/api/auth/sandbox/refresh', () =>
        HttpResponse.json(
          { error: { name: 'Error', message: 'The catalog is empty' } },
          { status: 500 },
        ),
      ),
    );
    rememberedPerson.set('user:default/ada');
    await renderInTestApp(
      <SandboxSignInPage people={people} onSignInSuccess={jest.fn()} />,
    );

    expect(
      await screen.findByRole('heading', { name: 'Signing in did not work' }),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Choose a person' }),
    );
    expect(
      screen.getByRole('button', { name: 'Sign in as Ada' }),
    ).toBeInTheDocument();
  });
});
