import { Mutation } from './Mutation';

const WORKFLOWS = 'service/.github/workflows';

/** Defects of pipelines on GitHub, by the check that must find them. */
export const GITHUB_PIPELINES: Record<string, Mutation[]> = {
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
