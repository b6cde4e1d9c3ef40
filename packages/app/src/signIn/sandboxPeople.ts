import { Config } from '@backstage/config';

/** One of the people that the sandbox lets a visitor sign in as. */
export type SandboxPerson = {
  entityRef: string;
  name: string;
  role: string;
};

const STORAGE_KEY = 'fairway.sandbox.person';

/** Reads `auth.providers.sandbox.people`; empty where the sandbox sign-in is not configured. */
export function readSandboxPeople(config: Config): SandboxPerson[] {
  const people =
    config.getOptionalConfigArray('auth.providers.sandbox.people') ?? [];
  return people.map(person => ({
    entityRef: person.getString('entityRef'),
    name: person.getString('name'),
    role: person.getString('role'),
  }));
}

/** The person of the last sign-in, so that reloading a page does not ask again. */
export const rememberedPerson = {
  get: () => window.localStorage.getItem(STORAGE_KEY) ?? undefined,
  set: (entityRef: string) =>
    window.localStorage.setItem(STORAGE_KEY, entityRef),
  forget: () => window.localStorage.removeItem(STORAGE_KEY),
};
