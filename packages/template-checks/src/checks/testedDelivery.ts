import { azureFilesIn, jobsOf, stepsOf } from '../azure/azureFiles';
import { Files } from '../Files';
import { GitlabReader } from '../gitlab/GitlabCiLocal';
import {
  GITLAB_FILE,
  GitlabJob,
  gitlabJobsIn,
  gitlabStagesIn,
} from '../gitlab/gitlabJobs';
import { Check, Problem } from './Check';
import { findUntestedScripts } from './untestedScripts';

const GITLAB_GATE = 'gate-1';
const AZURE_FILE = 'service/azure-pipelines.yml';
const AZURE_GATE = 'gate_1';

/** What GitLab and Azure themselves do not ask of a pipeline that delivers: see the messages. */
export function createTestedDeliveryCheck(gitlab: GitlabReader): Check {
  return {
    name: 'pipelines on GitLab and Azure deliver what was tested',
    async run(files, { ci }) {
      if (ci === 'gitlab') {
        return findInGitlab(files, await gitlabJobsIn(files, gitlab));
      }
      return ci === 'azure' ? findInAzure(files) : [];
    },
  };
}

function findInGitlab(files: Files, jobs: GitlabJob[]): Problem[] {
  const stages = gitlabStagesIn(files);
  const gate = jobs.find(({ name }) => name === GITLAB_GATE);
  const isBefore = ({ name, stage = '' }: GitlabJob) =>
    gate?.needs?.includes(name) ??
    stages.indexOf(stage) < stages.indexOf(GITLAB_GATE);
  const isBuilt = jobs.some(
    job =>
      isBefore(job) && !job.allow_failure && onlyBuilds(job.script.join('\n')),
  );
  return [
    ...findGate(GITLAB_FILE, GITLAB_GATE, isBuilt),
    ...jobs.flatMap(job =>
      findBlindScan(GITLAB_FILE, job.name, job.script.join('\n')),
    ),
    ...findUntestedScripts(files, jobs.flatMap(({ script }) => script).join()),
  ];
}

function findInAzure(files: Files): Problem[] {
  const pipelines = azureFilesIn(files);
  const stages = pipelines.find(({ path }) => path === AZURE_FILE)?.stages;
  const gate = stages?.find(({ stage }) => stage === AZURE_GATE);
  const before = [gate?.dependsOn ?? []].flat();
  const isBuilt = stages
    ?.filter(({ stage }) => before.includes(stage))
    .flatMap(({ jobs }) => jobs)
    .some(job =>
      stepsOf(job).some(
        step => !step.continueOnError && onlyBuilds(step.bash ?? ''),
      ),
    );
  const shells = pipelines.flatMap(file =>
    jobsOf(file).map(job => ({
      path: file.path,
      name: job.job ?? job.deployment ?? '',
      shell: stepsOf(job)
        .map(({ bash }) => bash ?? '')
        .join('\n'),
    })),
  );
  return [
    ...findGate(AZURE_FILE, AZURE_GATE, isBuilt === true),
    ...shells.flatMap(({ path, name, shell }) =>
      findBlindScan(path, name, shell),
    ),
    ...findUntestedScripts(files, shells.map(({ shell }) => shell).join()),
  ];
}

function onlyBuilds(shell: string): boolean {
  return shell.includes('docker buildx build') && !shell.includes('--push');
}

function findGate(path: string, gate: string, isBuilt: boolean): Problem[] {
  return isBuilt ? [] : [{ path, message: `builds no image before '${gate}'` }];
}

/** What an environment runs is what kustomize renders. */
function findBlindScan(path: string, name: string, shell: string): Problem[] {
  const [before, scan] = shell.split('rescan.sh');
  return scan !== undefined && !before.includes('kustomize')
    ? [{ path, message: `job '${name}' cannot see what environments run` }]
    : [];
}
