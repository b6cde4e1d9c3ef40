import { Accounts } from '../accounts/Accounts';
import { simpleUserJson } from '../accounts/accountJson';
import { Signature } from '../git/CommitInput';
import { GitCommit, GitFileChange } from '../git/objects';
import { ForgeUrls } from '../http/ForgeUrls';
import { nodeId, wireTime } from '../http/wire';
import { RepositoryRecord } from '../repositories/records';

export function signatureJson(signature: Signature & { date: string }) {
  return {
    name: signature.name,
    email: signature.email,
    date: wireTime(signature.date),
  };
}

/** Nothing is signed here. */
export const commitVerification = {
  verified: false,
  reason: 'unsigned',
  signature: null,
  payload: null,
  verified_at: null,
};

/** A commit of the git data API. */
export function gitCommitJson(
  urls: ForgeUrls,
  repository: RepositoryRecord,
  commit: GitCommit,
) {
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    url: urls.repositoryApi(repository, 'git', 'commits', commit.sha),
    html_url: urls.repositoryHtml(repository, 'commit', commit.sha),
    author: signatureJson(commit.author),
    committer: signatureJson(commit.committer),
    message: commit.message,
    tree: {
      sha: commit.tree,
      url: urls.repositoryApi(repository, 'git', 'trees', commit.tree),
    },
    parents: commit.parents.map(sha => ({
      sha,
      url: urls.repositoryApi(repository, 'git', 'commits', sha),
      html_url: urls.repositoryHtml(repository, 'commit', sha),
    })),
    verification: commitVerification,
  };
}

/** A commit of the commits API. */
export function commitJson(
  urls: ForgeUrls,
  accounts: Accounts,
  repository: RepositoryRecord,
  commit: GitCommit,
) {
  const api = urls.repositoryApi(repository, 'commits', commit.sha);
  const accountOf = (signature: Signature) => {
    const account = accounts.findByEmail(signature.email);
    return account ? simpleUserJson(urls, account) : null;
  };
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    url: api,
    html_url: urls.repositoryHtml(repository, 'commit', commit.sha),
    comments_url: `${api}/comments`,
    commit: {
      url: urls.repositoryApi(repository, 'git', 'commits', commit.sha),
      author: signatureJson(commit.author),
      committer: signatureJson(commit.committer),
      message: commit.message,
      tree: {
        sha: commit.tree,
        url: urls.repositoryApi(repository, 'git', 'trees', commit.tree),
      },
      comment_count: 0,
      verification: commitVerification,
    },
    author: accountOf(commit.author),
    committer: accountOf(commit.committer),
    parents: commit.parents.map(sha => ({
      sha,
      url: urls.repositoryApi(repository, 'commits', sha),
      html_url: urls.repositoryHtml(repository, 'commit', sha),
    })),
  };
}

/** A changed file of a commit, comparison or pull request; `ref` is where its new content is found. */
export function fileChangeJson(
  urls: ForgeUrls,
  repository: RepositoryRecord,
  change: GitFileChange,
  ref: string,
) {
  const path = ForgeUrls.pathSegments(change.path);
  return {
    sha: change.sha,
    filename: change.path,
    status: change.status,
    additions: change.additions,
    deletions: change.deletions,
    changes: change.additions + change.deletions,
    blob_url: urls.repositoryHtml(repository, 'blob', ref, ...path),
    raw_url: urls.repositoryHtml(repository, 'raw', ref, ...path),
    contents_url: `${urls.repositoryApi(
      repository,
      'contents',
      ...path,
    )}?ref=${ref}`,
    ...(change.patch === undefined ? {} : { patch: change.patch }),
    ...(change.previousPath === undefined
      ? {}
      : { previous_filename: change.previousPath }),
  };
}

export function commitStats(changes: GitFileChange[]) {
  const additions = changes.reduce((sum, file) => sum + file.additions, 0);
  const deletions = changes.reduce((sum, file) => sum + file.deletions, 0);
  return { additions, deletions, total: additions + deletions };
}

/** The short form inside runs and check suites. */
export function simpleCommitJson(commit: GitCommit) {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: wireTime(commit.committer.date),
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}
