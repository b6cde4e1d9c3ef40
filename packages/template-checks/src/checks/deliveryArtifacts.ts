import { azureFilesIn, jobsOf, stepsOf } from '../azure/azureFiles';
import { GitlabReader } from '../gitlab/GitlabCiLocal';
import { gitlabJobsIn } from '../gitlab/gitlabJobs';
import { Check } from './Check';

const SCANS = [
  'sast',
  'dependencies',
  'secrets',
  'infrastructure',
  'pipeline',
  'image',
];

/** The portal finds what a pipeline reports: a SARIF file per scan, and one report for a release or for one in quarantine. */
export function createDeliveryArtifactsCheck(gitlab: GitlabReader): Check {
  return {
    name: 'pipelines leave their reports where the portal looks',
    async run(files, { ci }) {
      if (ci === 'gitlab') {
        const jobs = await gitlabJobsIn(files, gitlab);
        const paths = jobs.flatMap(job => job.artifacts?.paths ?? []);
        return findMissing(
          'service/.gitlab-ci.yml',
          paths,
          scan => `sarif/${scan}.sarif`,
          'fairway-release/release.json',
        );
      }
      if (ci === 'azure') {
        const artifacts = azureFilesIn(files)
          .filter(file => !file.path.includes('/pipelines/'))
          .flatMap(file => jobsOf(file).flatMap(stepsOf))
          .flatMap(step => (step.publish ? step.artifact ?? [] : []));
        return findMissing(
          'service/azure-pipelines.yml',
          artifacts,
          scan => `sarif-${scan}`,
          'fairway-release',
        );
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
