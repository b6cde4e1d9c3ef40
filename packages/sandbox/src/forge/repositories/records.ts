/** What the forge keeps of a repository beside its git data. */
export interface RepositoryRecord {
  id: number;
  owner: string;
  name: string;
  description?: string;
  homepage?: string;
  private: boolean;
  archived: boolean;
  defaultBranch: string;
  topics: string[];
  hasIssues: boolean;
  hasProjects: boolean;
  hasWiki: boolean;
  allowMergeCommit: boolean;
  allowSquashMerge: boolean;
  allowRebaseMerge: boolean;
  allowAutoMerge: boolean;
  allowUpdateBranch: boolean;
  deleteBranchOnMerge: boolean;
  squashMergeCommitTitle: 'PR_TITLE' | 'COMMIT_OR_PR_TITLE';
  squashMergeCommitMessage: 'PR_BODY' | 'COMMIT_MESSAGES' | 'BLANK';
  /** What git takes on disk. */
  sizeInKilobytes: number;
  createdAt: string;
  updatedAt: string;
  pushedAt: string;
}

/** What the owner of a repository can set. */
export type RepositorySettings = Omit<
  RepositoryRecord,
  | 'id'
  | 'owner'
  | 'name'
  | 'sizeInKilobytes'
  | 'createdAt'
  | 'updatedAt'
  | 'pushedAt'
>;

export interface NewRepository extends Partial<RepositorySettings> {
  owner: string;
  name: string;
  createdAt?: Date;
  /** Login of who creates it. */
  by?: string;
  /** Part of the seeded history: no webhook tells of it. */
  silent?: boolean;
}

/** People by login, teams by slug. Apps are kept for the answer: nobody acts as one here. */
export interface NamedActors {
  users: string[];
  teams: string[];
  apps: string[];
}

/** The rules of a protected branch. Code owners and conversations are kept and returned, not enforced. */
export interface BranchProtection {
  /** Names of the checks that must have passed. */
  requiredStatusChecks?: { strict: boolean; contexts: string[] };
  requiredReviews?: {
    approvingReviewCount: number;
    requireCodeOwnerReviews: boolean;
    dismissStaleReviews: boolean;
    requireLastPushApproval: boolean;
  };
  enforceAdmins: boolean;
  requiredLinearHistory: boolean;
  requiredConversationResolution: boolean;
  requiredSignatures: boolean;
  allowForcePushes: boolean;
  allowDeletions: boolean;
  blockCreations: boolean;
  /** Who alone may push. */
  restrictions?: NamedActors;
  /** Who needs no pull request. */
  pullRequestBypass?: NamedActors;
  /** Nobody may push. */
  lockBranch?: boolean;
}
