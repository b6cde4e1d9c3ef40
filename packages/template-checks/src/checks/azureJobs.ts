import {
  AzureFile,
  azureFilesIn,
  AzureJob,
  AzureStep,
  jobsOf,
  stepsOf,
} from '../azure/azureFiles';
import { Files } from '../Files';
import { findImageProblem } from './findImageProblem';
import { Check } from './Check';

const MAX_MINUTES = 120;
/** What a step must do to be given the token of the run. */
const USES_TOKEN =
  /\.azuredevops\/scripts\/(?:api|comment|forgotten-previews|quarantine|remind|tag|work-item)\.sh|renovate|SYSTEM_OIDCREQUESTURI/;

/** Every job of an Azure pipeline ends in time, on a named image, with the rights that it uses. */
export const azureJobs: Check = {
  name: 'Azure jobs have timeouts, pinned tools and least rights',
  run: (files: Files) =>
    azureFilesIn(files).flatMap(file =>
      findInFile(file).map(message => ({ path: file.path, message })),
    ),
};

function findInFile(file: AzureFile): string[] {
  const jobs = jobsOf(file);
  return [
    ...(file.isPipeline ? findInPool(file.pool?.vmImage) : []),
    ...jobs.flatMap(job => findInJob(job)),
    ...[...jobs.flatMap(stepsOf), ...file.steps].flatMap(findInStep),
    ...findInOrder(file),
  ];
}

function findInPool(image = ''): string[] {
  return /^[a-z]+-\d[\d.]*$/.test(image)
    ? []
    : [`runs on '${image}', which changes under it`];
}

function findInJob(job: AzureJob): string[] {
  if (job.template) {
    return [];
  }
  const name = `job '${job.job ?? job.deployment}'`;
  const minutes = job.timeoutInMinutes ?? 0;
  const steps = stepsOf(job);
  const pushes = steps.some(({ bash }) => bash?.includes('git push'));
  return [
    ...(minutes > 0 && minutes <= MAX_MINUTES
      ? []
      : [
          `${name} has no timeoutInMinutes between 1 and ${MAX_MINUTES} (${minutes})`,
        ]),
    ...(steps.some(({ checkout }) => checkout)
      ? []
      : [`${name} does not say what it checks out`]),
    ...(!pushes && steps.some(step => step.persistCredentials)
      ? [`${name} keeps credentials in the checkout, but pushes nothing`]
      : []),
    ...(movesItself(steps)
      ? [`${name} moves its own repository, and finds no script in it`]
      : []),
    ...(tagsImageFirst(steps)
      ? [`${name} tags the image before the commit has its version`]
      : []),
  ];
}

/** Of several repositories each gets a folder, unless it says where. */
function movesItself(steps: AzureStep[]): boolean {
  const checkouts = steps.filter(({ checkout }) => checkout);
  return (
    checkouts.length > 1 &&
    checkouts.some(({ checkout, path }) => checkout === 'self' && path !== 's')
  );
}

/** A tag of an image may be for ever, so that a release which fails before must not have taken it. */
function tagsImageFirst(steps: AzureStep[]): boolean {
  const indexOf = (text: string) =>
    steps.findIndex(({ bash }) => bash?.includes(text));
  const image = indexOf('"docker://${IMAGE}:${VERSION}"');
  const commit = indexOf('tag.sh "v${VERSION}"');
  return image >= 0 && (commit < 0 || image < commit);
}

function findInStep(step: AzureStep): string[] {
  const name = `step '${step.displayName ?? step.task ?? step.template}'`;
  const inline = step.inputs?.inlineScript;
  const script = step.bash ?? (typeof inline === 'string' ? inline : '');
  const images = [...script.matchAll(/install\.sh (?<image>\S+)/g)];
  const hasToken = JSON.stringify(step.env ?? {}).includes(
    'System.AccessToken',
  );
  return [
    ...(script.trim().includes('\n') && !script.startsWith('set -euo pipefail')
      ? [`${name} goes on after a command that failed`]
      : []),
    ...(/\$\([A-Z]\w*(?:\.\w+)+\)/.test(script)
      ? [`${name} puts a value into its script, where it could be a command`]
      : []),
    ...(hasToken && !USES_TOKEN.test(script)
      ? [`${name} gets the token of the run, but does not use it`]
      : []),
    ...(step.task && !/@\d+$/.test(step.task)
      ? [`${name} names no version of its task`]
      : []),
    ...images.flatMap(({ groups }) => {
      const problem = findImageProblem(groups?.image ?? '');
      return problem ? [`${name} ${problem}`] : [];
    }),
  ];
}

/** What waits for something, or reads its results, names something that is there. */
function findInOrder(file: AzureFile): string[] {
  const stages = new Map(file.stages.map(stage => [stage.stage, stage]));
  return file.stages.flatMap(stage => {
    const before = [stage.dependsOn ?? []].flat();
    const read = [
      ...JSON.stringify(stage).matchAll(
        /stageDependencies\.(?<from>\w+)\.(?<job>\w+)\./g,
      ),
    ];
    return [
      ...before
        .filter(name => !stages.has(name))
        .map(
          name =>
            `stage '${stage.stage}' waits for '${name}', which is not there`,
        ),
      ...read.flatMap(({ groups: { from = '', job = '' } = {} }) => {
        if (!before.includes(from)) {
          return [
            `stage '${stage.stage}' reads from '${from}' without waiting for it`,
          ];
        }
        const names = stages.get(from)?.jobs.map(each => each.job);
        return names?.includes(job)
          ? []
          : [
              `stage '${stage.stage}' reads from the job '${job}', which is not there`,
            ];
      }),
    ];
  });
}
