import {
  ApprovalsQuery,
  approvalsQuerySchema,
} from '@fairway/backstage-plugin-delivery-common';

const scopes = approvalsQuerySchema.shape.scope.unwrap();

export type ApprovalsScope = NonNullable<ApprovalsQuery['scope']>;

export const approvalsScopes: readonly ApprovalsScope[] = scopes.options;

/** What the inbox shows; `promotion` is the open row, so that a notification can link to it. */
export type ApprovalsFilters = {
  scope: ApprovalsScope;
  environment?: string;
  q?: string;
  promotion?: string;
};

export function readApprovalsFilters(
  address: URLSearchParams,
): ApprovalsFilters {
  return {
    scope: scopes.safeParse(address.get('scope')).data ?? 'mine',
    environment: address.get('environment')?.slice(0, 63) || undefined,
    q: address.get('q')?.trim().slice(0, 200) || undefined,
    promotion: address.get('promotion')?.slice(0, 200) || undefined,
  };
}

export function writeApprovalsFilters(
  address: URLSearchParams,
  change: Partial<ApprovalsFilters>,
): URLSearchParams {
  const next = new URLSearchParams(address);
  for (const [name, value] of Object.entries(change)) {
    if (!value || (name === 'scope' && value === 'mine')) {
      next.delete(name);
    } else {
      next.set(name, value);
    }
  }
  return next;
}
