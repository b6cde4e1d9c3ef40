import {
  AuditorService,
  BackstageCredentials,
  LoggerService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  Permission,
} from '@backstage/plugin-permission-common';

const groups: Record<string, string[]> = {
  ada: ['group:default/payments'],
  ben: ['group:default/payments'],
  olga: ['group:default/operations'],
  oscar: ['group:default/operations'],
};

/** Everything is allowed but what is denied in words: `ada delivery.promotion.create`. */
export function testPermissions(
  denied: ReadonlySet<string>,
): PermissionsService {
  const decide = (permission: Permission, credentials: BackstageCredentials) =>
    denied.has(`${nameOf(credentials)} ${permission.name}`)
      ? ({ result: AuthorizeResult.DENY } as const)
      : ({ result: AuthorizeResult.ALLOW } as const);
  return {
    authorize: async (asked, { credentials }) =>
      asked.map(({ permission }) => decide(permission, credentials)),
    authorizeConditional: async (asked, { credentials }) =>
      asked.map(({ permission }) => decide(permission, credentials)),
  };
}

/** Knows the people of the tests and their groups. */
export const testUserInfo: UserInfoService = {
  async getUserInfo(credentials) {
    const name = nameOf(credentials);
    const userEntityRef = `user:default/${name}`;
    return {
      userEntityRef,
      ownershipEntityRefs: [userEntityRef, ...(groups[name] ?? [])],
    };
  },
};

/** Keeps nothing. */
export const silentAuditor: AuditorService = {
  createEvent: async () => ({
    success: async () => undefined,
    fail: async () => undefined,
  }),
};

/** Says nothing. */
export const silentLogger: LoggerService = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
  child: () => silentLogger,
};

function nameOf(credentials: BackstageCredentials): string {
  const principal = JSON.stringify(credentials.principal);
  return /user:default\/(\w+)/.exec(principal)?.[1] ?? 'nobody';
}
