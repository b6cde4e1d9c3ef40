import { Mutation } from './Mutation';

const WORKFLOWS = 'service/.github/workflows';

/** Defects of pipelines, by the check that must find them. */
export const PIPELINES: Record<string, Mutation[]> = {
  "workflows are valid for GitHub's language service": [
    {
      subject: 'github',
      file: `${WORKFLOWS}/quality.yml`,
      replace: ['runs-on:', 'run-on:'],
      finds: 'run-on',
    },
    {
      subject: 'github',
      file: `${WORKFLOWS}/ci.yml`,
      replace: ['needs.image.outputs.digest', 'needs.picture.outputs.digest'],
      finds: 'picture',
    },
  ],
  'actions are pinned as templates/pins.json says': [
    {
      subject: 'github',
      file: `${WORKFLOWS}/quality.yml`,
      replace: [/actions\/checkout@\S+/, 'actions/checkout@v7'],
      finds: 'is not pinned to',
    },
    {
      subject: 'github',
      file: `${WORKFLOWS}/quality.yml`,
      replace: [/(?<=actions\/checkout@\S+ # )\S+/, 'v1.0.0'],
      finds: 'has no comment',
    },
    {
      subject: 'github',
      file: `${WORKFLOWS}/quality.yml`,
      replace: [/actions\/checkout@/, 'somebody/checkout@'],
      finds: 'is not in templates/pins.json',
    },
  ],
  'permissions are least privilege': [
    {
      subject: 'github',
      file: `${WORKFLOWS}/maintenance.yml`,
      replace: ['permissions: {}\n', ''],
      finds: 'has no `permissions: {}` at its top',
    },
    {
      subject: 'github',
      file: `${WORKFLOWS}/maintenance.yml`,
      replace: ['issues: write', 'packages: write'],
      finds: 'may write packages',
    },
    {
      subject: 'github',
      file: `${WORKFLOWS}/ci.yml`,
      replace: [
        /(quality\.yml\n\s+permissions:\n\s+contents: )read/,
        'quality.yml\n    permissions:\n      contents: write',
      ],
      finds: 'more than ./.github/workflows/quality.yml asks for',
    },
  ],
  'checkouts do not persist credentials': [
    {
      subject: 'github',
      file: `${WORKFLOWS}/quality.yml`,
      replace: ['persist-credentials: false', 'fetch-depth: 0'],
      finds: 'does not set persist-credentials: false',
    },
  ],
  'jobs have timeouts, pinned runners and concurrency': [
    {
      subject: 'github',
      file: `${WORKFLOWS}/quality.yml`,
      replace: [/ +timeout-minutes: .*\n/, ''],
      finds: 'has no timeout-minutes',
    },
    {
      subject: 'github',
      file: `${WORKFLOWS}/quality.yml`,
      replace: ['ubuntu-24.04', 'ubuntu-latest'],
      finds: 'which changes under it',
    },
    {
      subject: 'github',
      file: `${WORKFLOWS}/maintenance.yml`,
      replace: [/concurrency:\n(?: .*\n)+/, ''],
      finds: 'has no concurrency group',
    },
  ],
  'scripts hold no expressions': [
    {
      subject: 'github',
      file: `${WORKFLOWS}/maintenance.yml`,
      replace: ['echo "Due', 'echo "${{ github.head_ref }}'],
      finds: "puts 'github.head_ref' into its script",
    },
  ],
  'local workflows and actions are called with declared inputs': [
    {
      subject: 'github',
      file: `${WORKFLOWS}/ci.yml`,
      replace: ['registry: ghcr.io', 'registri: ghcr.io'],
      finds: "unknown input 'registri'",
    },
    {
      subject: 'github',
      file: `${WORKFLOWS}/ci.yml`,
      replace: ['workflows/quality.yml', 'workflows/qualities.yml'],
      finds: 'which is not there',
    },
  ],
  'the pipeline on GitHub delivers what was tested, and in order': [
    {
      subject: 'github',
      file: `${WORKFLOWS}/ci.yml`,
      replace: [/ {2}queue: .*\n/, ''],
      finds: 'drops a push that waits',
    },
    {
      subject: 'github',
      file: `${WORKFLOWS}/load.yml`,
      replace: [/ {2}queue: .*\n/, '  queue: single\n'],
      finds: 'drops a push that waits',
    },
    {
      subject: 'github',
      file: `${WORKFLOWS}/ci.yml`,
      replace: [', workflows, build]', ', workflows]'],
      finds: "builds no image before job 'gate-1'",
    },
    {
      subject: 'github',
      file: `${WORKFLOWS}/ci.yml`,
      replace: ['version.sh newer', 'version.sh check'],
      finds: 'deploys without a look for a newer release',
    },
    {
      subject: 'github',
      file: `${WORKFLOWS}/ci.yml`,
      // The first is of what stays in quarantine.
      replace: [/(?<=run: .*)version\.sh check/, 'version.sh newer'],
      finds: 'releases without a look at whose version it is',
    },
    {
      subject: 'github',
      file: `${WORKFLOWS}/workflows.yml`,
      replace: [/ +node --test .*\n/, ''],
      finds: 'is a test that no pipeline runs',
    },
  ],
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
  'dependabot.yml is valid and covers the repository': [
    {
      subject: 'github',
      file: 'service/.github/dependabot.yml',
      replace: ['default-days: 7', 'default-days: 1'],
      finds: 'before they are 7 days old',
    },
    {
      subject: 'github',
      file: 'service/.github/dependabot.yml',
      replace: ['package-ecosystem: uv', 'package-ecosystem: npm'],
      finds: 'does not update uv',
    },
    {
      subject: 'github',
      file: 'service/.github/dependabot.yml',
      replace: ['interval: weekly', 'interval: fortnightly'],
      finds: 'interval',
    },
    {
      subject: 'github',
      file: 'service/.github/dependabot.yml',
      replace: [", 'version-update:semver-minor'", ''],
      finds: 'takes minor versions of python',
    },
    {
      subject: 'github',
      file: 'service/manifests/smoke-test/kustomization.yaml',
      make: 'resources: [job.yaml]\n',
      finds: 'does not update the image of /manifests/smoke-test',
    },
  ],
};
