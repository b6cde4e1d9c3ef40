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

/** The rules of a protected branch, those of GitHub that the forge stores and, where it says so, enforces. */
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
}
