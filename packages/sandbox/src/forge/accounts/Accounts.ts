import { timingSafeEqual } from 'node:crypto';
import { ApiError } from '../http/ApiError';

/** A person or machine account. */
export interface ForgeUser {
  login: string;
  name: string;
  email: string;
}

export interface ForgeOrganization {
  login: string;
  name: string;
  /** What its members, who are all users of the forge, may do in its repositories; write unless given. */
  memberPermission?: 'none' | 'read' | 'write' | 'admin';
}

export interface ForgeTeam {
  organization: string;
  slug: string;
  name: string;
  /** Logins. */
  members: string[];
}

/** What a token stands for. */
export interface ForgeToken {
  login: string;
  /** May administer every repository and organisation. */
  admin: boolean;
}

/** Who makes a request. */
export type Viewer = ForgeToken;

export type Account =
  | ({ kind: 'user'; id: number; admin: boolean } & ForgeUser)
  | ({ kind: 'organization'; id: number } & Required<ForgeOrganization>);

/** The people, organisations, teams and tokens that the forge was started with. */
export class Accounts {
  readonly #accounts = new Map<string, Account>();
  readonly #byEmail = new Map<string, Account>();
  readonly #teams: (ForgeTeam & { id: number })[];
  readonly #tokens: Record<string, ForgeToken>;

  constructor(options: {
    users: ForgeUser[];
    organizations: ForgeOrganization[];
    teams: ForgeTeam[];
    tokens: Record<string, ForgeToken>;
  }) {
    this.#tokens = options.tokens;
    this.#teams = options.teams.map((team, index) => ({
      ...team,
      id: index + 1,
    }));
    let id = 0;
    for (const organization of options.organizations) {
      id += 1;
      this.#add({
        ...organization,
        kind: 'organization',
        id,
        memberPermission: organization.memberPermission ?? 'write',
      });
    }
    const admins = new Set(
      Object.values(options.tokens)
        .filter(token => token.admin)
        .map(token => token.login),
    );
    for (const user of options.users) {
      id += 1;
      const admin = admins.has(user.login);
      const account: Account = { kind: 'user', id, admin, ...user };
      this.#add(account);
      this.#byEmail.set(user.email.toLowerCase(), account);
    }
    for (const { login } of Object.values(options.tokens)) {
      if (!this.find(login)) {
        throw new Error(
          `A token of the forge stands for '${login}', but there is no such user; it has: ${options.users
            .map(user => user.login)
            .join(', ')}`,
        );
      }
    }
  }

  find(login: string): Account | undefined {
    return this.#accounts.get(login.toLowerCase());
  }

  findByEmail(email: string): Account | undefined {
    return this.#byEmail.get(email.toLowerCase());
  }

  list(): Account[] {
    return [...this.#accounts.values()];
  }

  teams(organization: string): (ForgeTeam & { id: number })[] {
    return this.#teams.filter(
      team => team.organization.toLowerCase() === organization.toLowerCase(),
    );
  }

  /** Nobody without an `Authorization` header; an error for one that is not known. */
  viewerOf(authorization: string | undefined): Viewer | undefined {
    if (!authorization) {
      return undefined;
    }
    const viewer = this.#viewerOfSecret(secretOf(authorization));
    if (!viewer) {
      throw new ApiError(401, 'Bad credentials');
    }
    return viewer;
  }

  #viewerOfSecret(secret: string): Viewer | undefined {
    const given = Buffer.from(secret);
    for (const [token, viewer] of Object.entries(this.#tokens)) {
      const known = Buffer.from(token);
      if (known.length === given.length && timingSafeEqual(known, given)) {
        return viewer;
      }
    }
    return undefined;
  }

  #add(account: Account): void {
    this.#accounts.set(account.login.toLowerCase(), account);
  }
}

/** The token out of `Bearer x`, `token x` or Basic, where any user name will do. */
function secretOf(authorization: string): string {
  const [scheme, ...rest] = authorization.split(' ');
  const value = rest.join(' ').trim();
  if (scheme.toLowerCase() !== 'basic') {
    return value;
  }
  const pair = Buffer.from(value, 'base64').toString();
  const [user, ...password] = pair.split(':');
  return password.join(':') || user;
}
