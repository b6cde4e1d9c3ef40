import { ForgeActions } from './ForgeActions';
import { ForgeServices } from './ForgeServices';
import { runClaims } from './identity/runClaims';

/** The in-process API over the same rooms that REST uses. */
export function createForgeActions(services: ForgeServices): ForgeActions {
  const { artifacts, checks, codeScanning, events, pulls, runs } = services;
  const gitOf = (owner: string, repo: string) => {
    const record = services.repositories.require(owner, repo);
    return services.git.repository(record.owner, record.name);
  };
  return {
    onPush: listener => events.onPush(listener),
    onPullRequest: listener => events.onPullRequest(listener),
    onWorkflowRequest: listener => events.onWorkflowRequest(listener),

    createRepository: input => services.repositoryLife.create(input),
    findRepository: (owner, repo) => services.repositories.find(owner, repo),
    listRepositories: owner => services.repositories.list(owner),
    protectBranch: (owner, repo, branch, protection) =>
      services.branches.put(owner, repo, branch, protection),

    resolve: async (owner, repo, ref) => gitOf(owner, repo).resolve(ref),
    readFile: async (owner, repo, ref, path) =>
      gitOf(owner, repo).readFile(ref, path),
    listFiles: async (owner, repo, ref, folder) => {
      const git = gitOf(owner, repo);
      const commit = await git.resolve(ref);
      const entries = commit
        ? await git.tree(commit, { recursive: true, folders: false })
        : [];
      return entries
        .filter(entry => entry.type === 'blob')
        .map(entry => entry.path)
        .filter(path => !folder || path.startsWith(`${folder}/`));
    },
    commitFiles: input => services.commits.commit(input),

    labelsOf: (owner, repo, number) =>
      services.issues.labelsOf(owner, repo, number).map(label => label.name),
    createPullRequest: input => pulls.create(input),
    mergePullRequest: (owner, repo, number, options) =>
      pulls.merge(owner, repo, number, options),
    listOpenPullRequests: async (owner, repo) =>
      pulls.list(owner, repo).filter(pull => pull.state === 'open'),

    createWorkflowRun: input => runs.create(input),
    updateWorkflowRun: (id, changes) => runs.update(id, changes),
    findWorkflowRun: id => runs.find(id),
    listWorkflowRuns: (owner, repo) => runs.list(owner, repo),

    createJob: input => runs.createJob(input),
    updateJob: (id, changes) => runs.updateJob(id, changes),
    listJobs: runId => runs.listJobs(runId),
    writeJobLog: (jobId, text) => runs.writeLog(jobId, text),

    createIdentityToken: async ({ runId, ref, audience }) =>
      services.identityTokens.issue(
        audience,
        runClaims(runs.require(runId), ref),
      ),

    createArtifact: input => artifacts.create(runs.require(input.runId), input),
    listArtifacts: runId => {
      const { owner, repo } = runs.require(runId);
      return artifacts
        .list(owner, repo)
        .filter(artifact => artifact.runId === runId);
    },
    readArtifact: id => artifacts.read(id),

    createCheckRun: input => checks.create(input),
    updateCheckRun: (id, changes) => checks.update(id, changes),

    createAnalysis: input => codeScanning.addAll(input)[0],
  };
}
