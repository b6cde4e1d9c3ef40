import { ProxiedSignInPage } from '@backstage/core-components';
import { IdentityApi } from '@backstage/core-plugin-api';
import { SignInPageProps } from '@backstage/plugin-app-react';
import { BgProvider, Button, Flex, Text } from '@backstage/ui';
import { ReactNode, useState } from 'react';
import { Flag } from '../nav/Flag';
import { rememberedPerson, SandboxPerson } from './sandboxPeople';
import styles from './SandboxSignInPage.module.css';

/** Lets a visitor choose one of the sandbox's people; no password, and never in production. */
export function SandboxSignInPage(
  props: SignInPageProps & { people: SandboxPerson[] },
) {
  const { people, onSignInSuccess } = props;
  const [chosen, setChosen] = useState(() =>
    people.find(person => person.entityRef === rememberedPerson.get()),
  );

  if (chosen) {
    return (
      <ProxiedSignInPage
        provider="sandbox"
        headers={{ 'x-fairway-person': chosen.entityRef }}
        onSignInSuccess={identity => onSignInSuccess(forgetOnSignOut(identity))}
        ErrorComponent={({ error }) => (
          <SignInFailed
            message={error?.message}
            onBack={() => {
              rememberedPerson.forget();
              setChosen(undefined);
            }}
          />
        )}
      />
    );
  }

  return (
    <SignInFrame>
      <Flex direction="column" gap="2">
        <Text as="h1" variant="title-medium" weight="bold">
          Who are you today?
        </Text>
        <Text variant="body-medium" color="secondary">
          This portal runs against a sandbox on your own machine. Choose a
          person; everybody sees and may do something else.
        </Text>
      </Flex>
      <BgProvider bg="neutral-1">
        <ul className={styles.people}>
          {people.map(person => (
            <li key={person.entityRef} className={styles.person}>
              <Flex direction="column" gap="0.5">
                <Text as="h2" variant="body-large" weight="bold">
                  {person.name}
                </Text>
                <Text variant="body-medium" color="secondary">
                  {person.role}
                </Text>
              </Flex>
              <Button
                variant="secondary"
                onPress={() => {
                  rememberedPerson.set(person.entityRef);
                  setChosen(person);
                }}
              >
                Sign in as {person.name.split(' ')[0]}
              </Button>
            </li>
          ))}
        </ul>
      </BgProvider>
    </SignInFrame>
  );
}

function SignInFrame(props: { children: ReactNode }) {
  return (
    <main className={styles.page}>
      <div className={styles.column}>
        <div className={styles.brand}>
          <span className={styles.mark}>
            <Flag />
          </span>
          Fairway
        </div>
        {props.children}
      </div>
    </main>
  );
}

function SignInFailed(props: { message?: string; onBack: () => void }) {
  return (
    <SignInFrame>
      <Flex direction="column" gap="4" align="start">
        <Text as="h1" variant="title-medium" weight="bold">
          Signing in did not work
        </Text>
        <Text>
          {props.message ?? 'The backend gave no reason.'} The backend may still
          be starting; try again in a moment.
        </Text>
        <Button onPress={props.onBack}>Choose a person</Button>
      </Flex>
    </SignInFrame>
  );
}

function forgetOnSignOut(identity: IdentityApi): IdentityApi {
  return {
    getProfileInfo: () => identity.getProfileInfo(),
    getBackstageIdentity: () => identity.getBackstageIdentity(),
    getCredentials: () => identity.getCredentials(),
    async signOut() {
      rememberedPerson.forget();
      await identity.signOut();
    },
  };
}
