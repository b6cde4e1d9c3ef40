import { GitlabReader } from '../gitlab/GitlabCiLocal';
import { GITLAB_FILE, GitlabJob, gitlabJobsIn } from '../gitlab/gitlabJobs';
import { findImageProblem } from './findImageProblem';
import { Check } from './Check';

const MAX_MINUTES = 120;
const MINUTES = /^(?<minutes>\d+) minutes$/;
/** A newer commit must not stop them half-way. */
const LASTING = new Set(['build', 'gate-2', 'release', 'deploy']);
/** What a rule of a job says that runs for a task of its own, but not for a change. */
const SCHEDULED = /\$TASK (?:==|=~)(?!.*delivery)/;

/** Every job of a GitLab pipeline ends in time, says when it runs, and uses images that stay what they are. */
export function createGitlabJobsCheck(gitlab: GitlabReader): Check {
  return {
    name: 'GitLab jobs have timeouts, rules and pinned images',
    async run(files) {
      const jobs = await gitlabJobsIn(files, gitlab);
      return jobs.flatMap(job =>
        findInJob(job).map(message => ({
          path: GITLAB_FILE,
          message: `job '${job.name}' ${message}`,
        })),
      );
    },
  };
}

function findInJob(job: GitlabJob): string[] {
  return [
    ...findTimeout(job),
    ...(job.rules ? [] : ['has no rules: it runs in every pipeline']),
    ...imagesOf(job).flatMap(image => findImageProblem(image) ?? []),
    ...(job.image ? [] : ['has no image of its own']),
    ...findConcurrency(job),
    ...findTokens(job),
    ...findEnvironment(job),
  ];
}

function findTimeout({ timeout = '' }: GitlabJob): string[] {
  const minutes = Number(MINUTES.exec(timeout)?.groups?.minutes);
  return minutes > 0 && minutes <= MAX_MINUTES
    ? []
    : [`has no timeout between 1 and ${MAX_MINUTES} minutes (${timeout})`];
}

/** Also the images that a job takes programs out of. */
function imagesOf(job: GitlabJob): string[] {
  const named = Object.entries(job.variables).flatMap(([name, value]) =>
    name.endsWith('_IMAGE') && typeof value === 'string' ? [value] : [],
  );
  return [...(job.image ? [job.image] : []), ...job.services, ...named];
}

function findConcurrency(job: GitlabJob): string[] {
  const problems = [];
  if (LASTING.has(job.stage ?? '') && job.interruptible !== false) {
    problems.push('may be interrupted half-way');
  }
  const isScheduled =
    job.rules && job.rules.every(rule => SCHEDULED.test(rule.if ?? ''));
  if (isScheduled && job.interruptible !== false) {
    problems.push('is scheduled, and a push would cancel it');
  }
  const writes = job.environment || job.stage === 'release';
  if (writes && !job.resource_group) {
    problems.push('has no resource_group: two of them may run at once');
  }
  return problems;
}

/** A job gets an identity only for what its script does with it. */
function findTokens(job: GitlabJob): string[] {
  const script = job.script.join('\n');
  const reasons: Record<string, RegExp> = {
    SIGSTORE_ID_TOKEN: /cosign/,
    REGISTRY_ID_TOKEN: /registry-login/,
  };
  return Object.keys(job.id_tokens)
    .filter(
      name => !(reasons[name]?.test(script) ?? script.includes(`\${${name}}`)),
    )
    .map(name => `asks for ${name}, but nothing in its script uses it`);
}

function findEnvironment({ environment }: GitlabJob): string[] {
  if (!environment?.name.startsWith('preview/')) {
    return [];
  }
  const { action, on_stop: stop, auto_stop_in: end } = environment;
  return action === 'stop' || (stop && end)
    ? []
    : ['starts a preview that nothing stops'];
}
