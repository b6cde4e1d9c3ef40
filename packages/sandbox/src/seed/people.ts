import { ForgeTeam, ForgeUser } from '../forge/accounts/Accounts';

/** Everybody who works at acme. */
export const people = {
  ada: { login: 'ada', name: 'Ada Castellan', email: 'ada@acme.example' },
  ben: { login: 'ben', name: 'Ben Okonjo', email: 'ben@acme.example' },
  olga: { login: 'olga', name: 'Olga Marsh', email: 'olga@acme.example' },
  sam: { login: 'sam', name: 'Sam Idris', email: 'sam@acme.example' },
  pia: { login: 'pia', name: 'Pia Lindqvist', email: 'pia@acme.example' },
} satisfies Record<string, ForgeUser>;

export type Person = keyof typeof people;

export const ORGANIZATION = 'acme';

export const teams: ForgeTeam[] = [
  team('payments', 'Payments', 'ada', 'ben'),
  team('operations', 'Operations', 'olga'),
  team('security', 'Security', 'sam'),
  team('platform', 'Platform', 'pia'),
];

function team(slug: string, name: string, ...members: Person[]): ForgeTeam {
  return { organization: ORGANIZATION, slug, name, members };
}
