/**
 * What is known of a repository. It is `empty` only if its host says that it has no branch at all. `task` is the run of
 * the wizard that made it, if one did.
 */
export type RepositoryState =
  | { exists: false }
  | { exists: true; empty: boolean; task: string | undefined };

/** The places of a repository that do not exist yet. */
export type RepositoryAddress = {
  /** For people; git clones it with `.git` behind it, except from Azure DevOps. */
  url: string;
  /** What git clones. */
  cloneUrl: string;
  /** Before the path of a file of the main branch. */
  fileUrl: string;
  /** How the scaffolder's publish actions name it. */
  repoUrl: string;
};

/** Where the wizard creates repositories. */
export interface CodeHost {
  /** Host name, as in `integrations`. */
  readonly host: string;
  /** GitHub organization, GitLab group or Azure DevOps organization. */
  readonly organization: string;
  /** Azure DevOps project; empty elsewhere. */
  readonly project: string;
  address(name: string): RepositoryAddress;
  /** Looks a repository up; throws if the host gives no clear answer. */
  read(name: string): Promise<RepositoryState>;
}
