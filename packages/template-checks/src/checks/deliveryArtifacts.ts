import { AzureJob, azureFilesIn, jobsOf, stepsOf } from '../azure/azureFiles';
import { GitlabReader } from '../gitlab/GitlabCiLocal';
import { GitlabJob, gitlabJobsIn } from '../gitlab/gitlabJobs';
import { Check, Problem } from './Check';

const SCANS = [
  'sast',
  'dependencies',
  'secrets',
  'infrastructure',
  'pipeline',
  'image',
];

const GITLAB_REPORT = 'fairway-release/release.json';
const AZURE_REPORT = 'fairway-release';

/**
 * The portal finds what a pipeline reports: a SARIF file per scan, and one report for a release or for one in quarantine, with the
 * figures of the tests.
 */
export function createDeliveryArtifactsCheck(gitlab: GitlabReader): Check {
  return {
    name: 'pipelines leave their reports where the portal looks',
    async run(files, { ci }) {
      if (ci === 'gitlab') {
        const jobs = await gitlabJobsIn(files, gitlab);
        const paths = jobs.flatMap(job => job.artifacts?.paths ?? []);
        return [
          ...findMissing(
            'service/.gitlab-ci.yml',
            paths,
            scan => `sarif/${scan}.sarif`,
            GITLAB_REPORT,
          ),
          ...findGitlabFigures(jobs),
        ];
      }
      if (ci === 'azure') {
        const jobs = azureFilesIn(files)
          .filter(file => !file.path.includes('/pipelines/'))
          .flatMap(jobsOf);
        return [
          ...findMissing(
            'service/azure-pipelines.yml',
            jobs.flatMap(publishedBy),
            scan => `sarif-${scan}`,
            AZURE_REPORT,
          ),
          ...findAzureFigures(jobs),
        ];
      }
      return [];
    },
  };
}

function findMissing(
  path: string,
  found: string[],
  nameOf: (scan: string) => string,
  report: string,
) {
  const reports = found.filter(name => name === report).length;
  return [
    ...SCANS.map(nameOf)
      .filter(name => !found.includes(name))
      .map(name => ({ path, message: `keeps no ${name}` })),
    ...(reports === 2
      ? []
      : [
          {
            path,
            message: `keeps ${report} in ${reports} jobs instead of two, for a release and for one in quarantine`,
          },
        ]),
  ];
}

/** Jobs get the files of those that they need, and of no others. */
function findGitlabFigures(jobs: GitlabJob[]): Problem[] {
  const pathsOf = (job?: GitlabJob) => job?.artifacts?.paths ?? [];
  return jobs
    .filter(job => pathsOf(job).includes(GITLAB_REPORT))
    .filter(
      job =>
        !job.needs?.some(name =>
          pathsOf(jobs.find(each => each.name === name)).includes('reports/'),
        ),
    )
    .map(job => ({
      path: 'service/.gitlab-ci.yml',
      message: `job '${job.name}' reports a release without the figures of the tests: it needs no job that keeps reports/`,
    }));
}

function findAzureFigures(jobs: AzureJob[]): Problem[] {
  const kept = jobs.flatMap(publishedBy);
  return jobs
    .filter(job => publishedBy(job).includes(AZURE_REPORT))
    .filter(
      job =>
        !stepsOf(job).some(
          ({ inputs }) =>
            inputs?.targetPath === '$(Build.SourcesDirectory)/reports' &&
            kept.some(name => name === inputs.artifactName),
        ),
    )
    .map(job => ({
      path: 'service/azure-pipelines.yml',
      message: `job '${job.job}' reports a release without the figures of the tests: it fetches no artifact to reports/`,
    }));
}

function publishedBy(job: AzureJob): string[] {
  return stepsOf(job).flatMap(step =>
    step.publish ? step.artifact ?? [] : [],
  );
}
