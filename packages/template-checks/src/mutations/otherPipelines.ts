import { Mutation } from './Mutation';

/** Defects of pipelines on GitLab and Azure, by the check that must find them. */
export const OTHER_PIPELINES: Record<string, Mutation[]> = {
  'GitLab pipelines are valid for gitlab-ci-local': [
    {
      subject: 'gitlab',
      file: 'service/.gitlab-ci.yml',
      replace: ['needs: [release]', 'needs: [publication]'],
      finds: 'publication',
    },
    {
      subject: 'gitlab',
      file: 'service/.gitlab/ci/quality.yml',
      replace: ['extends: .on-change', 'extends: .nothing'],
      finds: '.nothing',
    },
  ],
  'GitLab jobs have timeouts, rules and pinned images': [
    {
      subject: 'gitlab',
      file: 'service/.gitlab-ci.yml',
      replace: ['timeout: 5 minutes', 'timeout: 5 hours'],
      finds: 'has no timeout between',
    },
    {
      subject: 'gitlab',
      file: 'service/.gitlab/ci/quality.yml',
      replace: [/image: node:\S+/, 'image: node:latest'],
      finds: 'whose tag names no version',
    },
    {
      subject: 'gitlab',
      file: 'service/.gitlab/ci/nightly.yml',
      replace: ['  interruptible: false\n', ''],
      finds: 'is scheduled, and a push would cancel it',
    },
  ],
  'pipelines on GitLab and Azure deliver what was tested': [
    {
      subject: 'gitlab',
      file: 'service/.gitlab-ci.yml',
      replace: ['--output type=cacheonly', '--push'],
      finds: "builds no image before 'gate-1'",
    },
    {
      subject: 'gitlab',
      file: 'service/.gitlab-ci.yml',
      replace: [
        'extends: .docker\n  stage: quality',
        'extends: .docker\n  stage: build',
      ],
      finds: "builds no image before 'gate-1'",
    },
    {
      subject: 'gitlab',
      file: 'service/.gitlab-ci.yml',
      replace: ['stage: gate-1\n', 'stage: gate-1\n  needs: [code]\n'],
      finds: "builds no image before 'gate-1'",
    },
    {
      subject: 'gitlab',
      file: 'service/.gitlab/ci/pipeline.yml',
      replace: ['node --test ', 'node --check '],
      finds: 'is a test that no pipeline runs',
    },
    {
      subject: 'gitlab',
      file: 'service/.gitlab/ci/nightly.yml',
      replace: [/ +- apk add .*kustomize\n/, ''],
      finds: "job 'rescan' cannot see what environments run",
    },
    {
      subject: 'azure',
      file: 'service/azure-pipelines.yml',
      replace: ['--output type=cacheonly', '--push'],
      finds: "builds no image before 'gate_1'",
    },
    {
      subject: 'azure',
      file: 'service/azure-pipelines.yml',
      replace: ['dependsOn: [quality, scans]', 'dependsOn: [scans]'],
      finds: "builds no image before 'gate_1'",
    },
    {
      subject: 'azure',
      file: 'service/.azuredevops/jobs/pipeline.yml',
      replace: [/ +node --test .*\n/, ''],
      finds: 'is a test that no pipeline runs',
    },
    {
      subject: 'azure',
      file: 'service/.azuredevops/pipelines/nightly.yml',
      replace: [/kustomize\S*@\S+/, 'cosign@v3'],
      finds: "job 'releases' cannot see what environments run",
    },
  ],
  'Azure pipelines keep to the language of Azure': [
    {
      subject: 'azure',
      file: 'service/azure-pipelines.yml',
      replace: ['displayName: Quality', 'displayname: Quality'],
      finds: 'displayname',
    },
    {
      subject: 'azure',
      file: 'service/azure-pipelines.yml',
      replace: ['jobs/quality.yml', 'jobs/qualities.yml'],
      finds: 'qualities.yml is not there',
    },
  ],
  'Azure jobs have timeouts, pinned tools and least rights': [
    {
      subject: 'azure',
      file: 'service/azure-pipelines.yml',
      replace: [/ +timeoutInMinutes: .*\n/, ''],
      finds: 'has no timeoutInMinutes',
    },
    {
      subject: 'azure',
      file: 'service/azure-pipelines.yml',
      replace: ['vmImage: ubuntu-24.04', 'vmImage: ubuntu-latest'],
      finds: 'which changes under it',
    },
    {
      subject: 'azure',
      file: 'service/azure-pipelines.yml',
      replace: ['dependsOn: gate_1', 'dependsOn: gate_9'],
      finds: "waits for 'gate_9', which is not there",
    },
    {
      subject: 'azure',
      file: 'service/azure-pipelines.yml',
      replace: ['tag.sh "v${VERSION}"', 'tag.sh "${VERSION}"'],
      finds: 'tags the image before the commit has its version',
    },
  ],
  'pipelines leave their reports where the portal looks': [
    {
      subject: 'gitlab',
      file: 'service/.gitlab-ci.yml',
      replace: ['paths: [sarif/image.sarif]', 'paths: [image.sarif]'],
      finds: 'keeps no sarif/image.sarif',
    },
    {
      subject: 'gitlab',
      file: 'service/.gitlab-ci.yml',
      replace: ['needs: [gate-2, tests]', 'needs: [gate-2]'],
      finds: 'reports a release without the figures of the tests',
    },
    {
      subject: 'azure',
      file: 'service/azure-pipelines.yml',
      replace: [
        /artifact: sarif-image\n(?!\s+continueOnError)/,
        'artifact: image\n',
      ],
      finds: 'keeps no sarif-image',
    },
    {
      subject: 'azure',
      file: 'service/.azuredevops/jobs/quality.yml',
      replace: ['artifact: test-reports', 'artifact: reports'],
      finds: 'reports a release without the figures of the tests',
    },
  ],
};
