import { Mutation } from './Mutation';

/** Defects of what every repository has, by the check that must find them. */
export const REPOSITORIES: Record<string, Mutation[]> = {
  'no unresolved template marks': [
    {
      subject: 'github',
      file: 'service/README.md',
      append: '${{ values.name }}\n',
      finds: "has '${{ values'",
    },
    {
      subject: 'github',
      file: 'service/catalog-info.yaml',
      replace: ['owner: group:default/payments', 'owner: undefined'],
      finds: 'undefined',
    },
    {
      subject: 'azure',
      file: 'service/SECURITY.md',
      replace: [/\n$/, ''],
      finds: 'does not end with a line break',
    },
    {
      subject: 'github',
      file: 'service/docs/page.md.njk',
      make: '# Page\n',
      finds: 'has a name that was not rendered',
    },
  ],
  'all files of the choices are there, and no others': [
    {
      subject: 'github',
      file: 'service/SECURITY.md',
      make: undefined,
      finds: 'is missing',
    },
    {
      subject: 'azure',
      file: 'service/argocd/project.yaml',
      make: undefined,
      finds: 'is missing',
    },
    {
      subject: 'gitlab',
      file: 'service/go.mod',
      make: 'module service\n',
      finds: 'belongs to go',
    },
    {
      subject: 'gitlab',
      file: 'service/azure-pipelines.yml',
      make: 'trigger: none\n',
      finds: 'belongs to azure',
    },
    {
      subject: 'github',
      file: 'service/AGENTS.md',
      make: '',
      finds: 'is empty',
    },
  ],
  'YAML, JSON and TOML parse strictly': [
    {
      subject: 'github',
      file: 'service/mkdocs.yml',
      append: 'site_name: twice\n',
      finds: 'unique',
    },
    {
      subject: 'github',
      file: 'service/.github/rulesets/main.json',
      replace: [/\n\}\s*$/, ',\n}\n'],
      finds: 'JSON',
    },
    {
      subject: 'github',
      file: 'service/pyproject.toml',
      append: 'x = = 1\n',
      finds: 'TOML',
    },
  ],
  '.golden-path.yaml remembers every answer': [
    {
      subject: 'github',
      file: 'service/.golden-path.yaml',
      replace: ['strategy: blue-green', 'strategy: canary'],
      finds: 'does not remember strategy',
    },
    {
      subject: 'gitlab',
      file: 'manifests/.golden-path.yaml',
      make: undefined,
      finds: 'is missing or not a list of answers',
    },
  ],
  'environments are called as the delivery pipeline calls them': [
    {
      subject: 'gitlab',
      file: 'service/.gitlab-ci.yml',
      replace: ['deploy.sh development', 'deploy.sh dev'],
      finds: "names the environment 'dev'",
    },
    {
      subject: 'github',
      file: 'service/README.md',
      append: 'See `manifests/environments/test`.\n',
      finds: "names the environment 'test'",
    },
  ],
  'waivers have an owner, a reason and an end': [
    {
      subject: 'github',
      file: 'service/.security/waivers.yaml',
      replace: ['waivers: []', 'waivers: [{ id: CVE-2026-1 }]'],
      finds: 'owner',
    },
    {
      subject: 'github',
      file: 'service/.security/waivers.yaml',
      replace: [
        'waivers: []',
        "waivers: [{ id: CVE-2026-1, reason: none, owner: me, expires: '2026-12-31' }]",
      ],
      finds: 'starts with the waiver CVE-2026-1',
    },
  ],
  'shell is clean for shellcheck': [
    {
      subject: 'github',
      file: 'service/ci/next-version.sh',
      append: 'rm -rf $1/*\n',
      finds: 'SC2086',
    },
    {
      subject: 'gitlab',
      file: 'service/.gitlab/ci/quality.yml',
      replace: ['- npm ci', '- cd $CI_PROJECT_DIR; npm ci'],
      finds: 'SC2086',
    },
  ],
  'scripts keep secrets to themselves': [
    {
      subject: 'github',
      file: 'service/ci/next-version.sh',
      append: 'echo "token: ${GITHUB_TOKEN}"\n',
      finds: 'prints a secret into the log',
    },
    {
      subject: 'azure',
      file: 'service/.azuredevops/scripts/api.sh',
      append: 'curl --header "Authorization: ${SYSTEM_ACCESSTOKEN}" x\n',
      finds: 'hands over a secret as an argument',
    },
    {
      subject: 'gitlab',
      file: 'service/.gitlab/scripts/api.sh',
      replace: ['curl ', 'curl --location '],
      finds: 'sends its token on to wherever it is sent on',
    },
  ],
  'Dockerfiles keep the rules': [
    {
      subject: 'github',
      file: 'service/Dockerfile',
      replace: ['USER 65532:65532', 'USER root'],
      finds: "runs as 'root'",
    },
    {
      subject: 'github',
      file: 'service/Dockerfile',
      replace: [/FROM python:\S+/, 'FROM python:latest'],
      finds: 'which has no version',
    },
    {
      subject: 'github',
      file: 'service/Dockerfile',
      replace: [/ENTRYPOINT .*/, 'ENTRYPOINT python -m app'],
      finds: 'starts by a shell',
    },
    {
      subject: 'gitlab',
      file: 'service/Dockerfile',
      append: 'ADD https://example.com/x /x\n',
      finds: 'COPY takes no addresses',
    },
    {
      subject: 'azure',
      file: 'service/Dockerfile',
      append: 'ENV API_TOKEN=1\n',
      finds: 'keeps a secret in the image',
    },
  ],
  'catalog-info.yaml is valid and complete': [
    {
      subject: 'github',
      file: 'service/catalog-info.yaml',
      replace: ['    backstage.io/techdocs-ref: dir:.\n', ''],
      finds: 'lacks the annotation backstage.io/techdocs-ref',
    },
    {
      subject: 'azure',
      file: 'service/catalog-info.yaml',
      replace: ['  lifecycle: production\n', ''],
      finds: 'lifecycle',
    },
  ],
  'links lead to files that exist': [
    {
      subject: 'github',
      file: 'service/README.md',
      append: '[More](docs/nowhere.md)\n',
      finds: 'links to docs/nowhere.md',
    },
    {
      subject: 'gitlab',
      file: 'service/mkdocs.yml',
      replace: ['Delivery: delivery.md', 'Delivery: gone.md'],
      finds: 'has no page gone.md',
    },
  ],
  'renovate.json keeps to best practices': [
    {
      subject: 'gitlab',
      file: 'service/renovate.json',
      replace: ['"7 days"', '"1 days"'],
      finds: 'takes releases before they are 7 days old',
    },
    {
      subject: 'gitlab',
      file: 'service/renovate.json',
      replace: ['"develop"', '"main"'],
      finds: 'does not update develop',
    },
    {
      subject: 'gitlab',
      file: 'service/renovate.json',
      replace: ['"enabled": false', '"enabled": true'],
      finds: 'takes major versions of node by themselves',
    },
    {
      subject: 'azure',
      file: 'service/renovate.json',
      replace: ['["major", "minor"]', '["major"]'],
      finds: 'takes minor versions of golang by themselves',
    },
    {
      subject: 'azure',
      file: 'service/renovate.json',
      make: undefined,
      finds: 'is missing',
    },
  ],
};
