import { DocumentCollection, DocumentStore } from '../../storage/DocumentStore';
import { RepositoryDocuments } from '../storage/RepositoryDocuments';
import { repositoryKey } from '../storage/repositoryKey';
import { Sequences } from '../storage/Sequences';
import {
  BranchPolicy,
  DeploymentRecord,
  DeploymentStatusRecord,
  EnvironmentRecord,
} from './records';

/** Keeps GitHub's own notion of deployments and environments, which pipelines may use beside ours. */
export class Deployments {
  readonly #deployments: RepositoryDocuments<DeploymentRecord>;
  readonly #statuses: RepositoryDocuments<DeploymentStatusRecord>;
  readonly #environments: DocumentCollection<EnvironmentRecord>;
  readonly #sequences: Sequences;

  constructor(store: DocumentStore, sequences: Sequences) {
    this.#deployments = new RepositoryDocuments(store, 'deployments');
    this.#statuses = new RepositoryDocuments(store, 'deployment-statuses');
    this.#environments = store.collection('forge-environments');
    this.#sequences = sequences;
  }

  create(
    deployment: Omit<DeploymentRecord, 'id' | 'createdAt' | 'updatedAt'>,
  ): DeploymentRecord {
    const now = new Date().toISOString();
    this.putEnvironment(deployment.owner, deployment.repo, {
      name: deployment.environment,
    });
    return this.#deployments.put({
      ...deployment,
      id: this.#sequences.next('deployment'),
      createdAt: now,
      updatedAt: now,
    });
  }

  find(owner: string, repo: string, id: number): DeploymentRecord | undefined {
    return this.#deployments.findIn(owner, repo, id);
  }

  /** Newest first. */
  list(owner: string, repo: string): DeploymentRecord[] {
    return this.#deployments.list(owner, repo).reverse();
  }

  delete(deployment: DeploymentRecord): void {
    for (const status of this.statuses(deployment)) {
      this.#statuses.delete(status);
    }
    this.#deployments.delete(deployment);
  }

  addStatus(
    deployment: DeploymentRecord,
    status: Omit<
      DeploymentStatusRecord,
      'id' | 'createdAt' | 'owner' | 'repo' | 'deploymentId'
    >,
  ): DeploymentStatusRecord {
    const { owner, repo, id } = deployment;
    const now = new Date().toISOString();
    this.#deployments.put({ ...deployment, updatedAt: now });
    return this.#statuses.put({
      ...status,
      owner,
      repo,
      deploymentId: id,
      id: this.#sequences.next('deployment-status'),
      createdAt: now,
    });
  }

  /** Newest first. */
  statuses(deployment: DeploymentRecord): DeploymentStatusRecord[] {
    return this.#statuses
      .list(deployment.owner, deployment.repo)
      .filter(status => status.deploymentId === deployment.id)
      .reverse();
  }

  putEnvironment(
    owner: string,
    repo: string,
    changes: Pick<EnvironmentRecord, 'name'> & Partial<EnvironmentRecord>,
  ): EnvironmentRecord {
    const now = new Date().toISOString();
    const environment: EnvironmentRecord = {
      ...(this.findEnvironment(owner, repo, changes.name) ?? {
        id: this.#sequences.next('environment'),
        waitTimer: 0,
        preventSelfReview: false,
        reviewers: [],
        protectedBranches: false,
        customBranchPolicies: false,
        branchPolicies: [],
        createdAt: now,
      }),
      ...changes,
      updatedAt: now,
    };
    this.#environments.put(
      `${repositoryKey(owner, repo)}/${environment.name}`,
      environment,
    );
    return environment;
  }

  findEnvironment(
    owner: string,
    repo: string,
    name: string,
  ): EnvironmentRecord | undefined {
    return this.#environments.get(`${repositoryKey(owner, repo)}/${name}`);
  }

  /** A policy's number is its own in the whole forge. */
  addBranchPolicy(
    owner: string,
    repo: string,
    environment: EnvironmentRecord,
    policy: Omit<BranchPolicy, 'id'>,
  ): BranchPolicy {
    const added = { ...policy, id: this.#sequences.next('branch-policy') };
    this.putEnvironment(owner, repo, {
      ...environment,
      branchPolicies: [...environment.branchPolicies, added],
    });
    return added;
  }

  environments(owner: string, repo: string): EnvironmentRecord[] {
    return this.#environments
      .list(`${repositoryKey(owner, repo)}/`)
      .map(document => document.value);
  }

  deleteEnvironment(owner: string, repo: string, name: string): void {
    this.#environments.delete(`${repositoryKey(owner, repo)}/${name}`);
  }

  deleteAll(owner: string, repo: string): void {
    this.#deployments.deleteAll(owner, repo);
    this.#statuses.deleteAll(owner, repo);
    for (const { name } of this.environments(owner, repo)) {
      this.deleteEnvironment(owner, repo, name);
    }
  }
}
