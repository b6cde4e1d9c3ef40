import { SignInPage } from '@backstage/core-components';
import {
  configApiRef,
  githubAuthApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import { SignInPageProps } from '@backstage/plugin-app-react';
import { SandboxSignInPage } from './SandboxSignInPage';
import { readSandboxPeople } from './sandboxPeople';

/** Offers the sandbox's people where they are configured, else GitHub. */
export function PortalSignInPage(props: SignInPageProps) {
  const people = readSandboxPeople(useApi(configApiRef));
  if (people.length > 0) {
    return <SandboxSignInPage {...props} people={people} />;
  }
  return (
    <SignInPage
      {...props}
      provider={{
        id: 'github',
        title: 'GitHub',
        message: 'Sign in with your GitHub account',
        apiRef: githubAuthApiRef,
      }}
    />
  );
}
