import { ApprovalPolicy } from '@fairway/backstage-plugin-delivery-common';
import { StoredApproval, StoredPromotion, isWaiting } from './StoredPromotion';

/** Who looks at a promotion. */
export interface Viewer {
  /** Entity ref of the person, in lower case. */
  ref: string;
  /** The person and all groups that it belongs to. */
  ownership: string[];
}

/** Why a person cannot decide about a promotion, in a sentence; undefined if the person can. */
export function approveBlockedBy(options: {
  promotion: StoredPromotion;
  policy: ApprovalPolicy;
  approvals: StoredApproval[];
  viewer: Viewer;
  permitted: boolean;
}): string | undefined {
  const { promotion, policy, approvals, viewer, permitted } = options;
  const { environment } = promotion;
  if (!isWaiting(promotion.state)) {
    return `The promotion is ${promotion.state}; nobody has to decide any more`;
  }
  if (policy.count === 0) {
    return `Nobody has to approve this in ${environment}`;
  }
  const decided = approvals.some(
    each => each.by === viewer.ref && !each.lapsedAt,
  );
  if (decided) {
    return 'You decided already';
  }
  if (policy.notRequester && promotion.requestedBy === viewer.ref) {
    return 'You requested this promotion, so someone else must decide';
  }
  if (policy.notAuthor && isAuthor(promotion.authors, viewer.ref)) {
    return 'You wrote a commit of this release, so someone else must decide';
  }
  const belongs =
    policy.from.length === 0 ||
    policy.from.some(ref => viewer.ownership.includes(ref));
  if (!belongs) {
    return `Approvals for ${environment} come from ${policy.from.join(' or ')}`;
  }
  if (!permitted) {
    return `You lack the permission to approve promotions to ${environment}`;
  }
  if (promotion.state !== 'awaiting-approval') {
    return promotion.state === 'queued'
      ? 'It has all approvals that it needs'
      : `Its gates have no result yet${
          promotion.waiting ? `: waits for ${promotion.waiting.detail}` : ''
        }`;
  }
  return undefined;
}

/** Forges name authors by login, name or e-mail; a person's entity ref ends with the login in most organisations. */
function isAuthor(authors: string[], person: string): boolean {
  const name = person.split('/').at(-1);
  return authors.some(author => {
    const email = /<?([^<>\s]+)@[^<>\s]+>?$/.exec(author)?.[1];
    return [author, email].some(
      each => each?.trim().toLocaleLowerCase('en-US') === name,
    );
  });
}
