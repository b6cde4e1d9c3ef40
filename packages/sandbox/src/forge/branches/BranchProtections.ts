import { DocumentCollection, DocumentStore } from '../../storage/DocumentStore';
import { BranchProtection } from '../repositories/records';
import { repositoryKey } from '../storage/repositoryKey';

interface ProtectedBranch {
  branch: string;
  protection: BranchProtection;
}

/** Which branches are protected, and how. */
export class BranchProtections {
  readonly #protections: DocumentCollection<ProtectedBranch>;

  constructor(store: DocumentStore) {
    this.#protections = store.collection('forge-branch-protections');
  }

  find(
    owner: string,
    repo: string,
    branch: string,
  ): BranchProtection | undefined {
    return this.#protections.get(keyOf(owner, repo, branch))?.protection;
  }

  put(
    owner: string,
    repo: string,
    branch: string,
    protection: BranchProtection,
  ): void {
    this.#protections.put(keyOf(owner, repo, branch), { branch, protection });
  }

  delete(owner: string, repo: string, branch: string): void {
    this.#protections.delete(keyOf(owner, repo, branch));
  }

  deleteAll(owner: string, repo: string): void {
    for (const { branch } of this.#list(owner, repo)) {
      this.delete(owner, repo, branch);
    }
  }

  #list(owner: string, repo: string): ProtectedBranch[] {
    return this.#protections
      .list(`${repositoryKey(owner, repo)}/`)
      .map(document => document.value);
  }
}

function keyOf(owner: string, repo: string, branch: string): string {
  return `${repositoryKey(owner, repo)}/${branch}`;
}
