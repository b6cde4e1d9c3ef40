import { Parameters } from '../combinations/ParameterSpace';
import { expectedEnvironments } from '../environments/expectedEnvironments';
import { Check } from './Check';
import { manifestsRootOf } from './manifestFiles';

/** A file that must be there: its path, or a pattern that at least one path fits. */
type Wanted = string | RegExp;

const SERVICE: Wanted[] = [
  '.editorconfig',
  '.gitignore',
  '.gitleaks.toml',
  '.golden-path.yaml',
  '.security/waivers.yaml',
  'AGENTS.md',
  'README.md',
  'SECURITY.md',
  'catalog-info.yaml',
  'docs/index.md',
  /^docs\/runbooks\/.*rollback.*\.md$/,
  /^docs\/runbooks\/.*recovery.*\.md$/,
  /^docs\/runbooks\/.*certificate.*\.md$/,
  /^docs\/runbooks\/.*on-call.*\.md$/,
  'mkdocs.yml',
  /^tests\/load\/.*\.js$/,
];
/** What a service has that was made by the wizard; delivery can also be added to one that has its own. */
const APPLICATION: Wanted[] = [
  '.dockerignore',
  '.pre-commit-config.yaml',
  'Dockerfile',
  'compose.yaml',
  'openapi/openapi.json',
];
/** Terraform of what has something to be made outside of the cluster. */
const REGISTRIES = ['ecr', 'acr', 'artifact-registry'];
/** The files of a CI system; the first one belongs to no other. */
const PIPELINES: Record<string, Wanted[]> = {
  github: [
    /^\.github\/CODEOWNERS$/,
    '.github/dependabot.yml',
    /^\.github\/rulesets\/.+\.json$/,
    '.github/workflows/ci.yml',
    '.github/workflows/quality.yml',
    '.github/workflows/code-scanning.yml',
    '.github/workflows/dependencies.yml',
    '.github/workflows/infrastructure.yml',
    '.github/workflows/image-scan.yml',
    '.github/actions/registry-login/action.yml',
    /^\.github\/workflows\/.*nightly.*\.yml$/,
    /^\.github\/workflows\/.*preview.*\.yml$/,
    /^\.github\/workflows\/.*scorecard.*\.yml$/,
    /^\.github\/workflows\/.*load.*\.yml$/,
    /^\.github\/workflows\/.*maintenance.*\.yml$/,
  ],
  gitlab: [
    '.gitlab-ci.yml',
    '.gitlab/CODEOWNERS',
    '.gitlab/ci/quality.yml',
    '.gitlab/ci/code-scanning.yml',
    '.gitlab/ci/dependencies.yml',
    '.gitlab/ci/secrets.yml',
    '.gitlab/ci/infrastructure.yml',
    '.gitlab/ci/image-scan.yml',
    '.gitlab/ci/registry.yml',
    '.gitlab/ci/load.yml',
    '.gitlab/ci/preview.yml',
    '.gitlab/ci/nightly.yml',
    '.gitlab/ci/maintenance.yml',
    '.gitlab/scripts/image-scan.sh',
    '.gitlab/scripts/registry-login.sh',
    '.gitlab/scripts/registry-delete.sh',
    /^\.gitlab\/settings\/.+\.json$/,
    /^\.gitlab\/merge_request_templates\/.+\.md$/,
    'renovate.json',
  ],
  azure: [
    'azure-pipelines.yml',
    '.azuredevops/pull_request_template.md',
    '.azuredevops/jobs/quality.yml',
    '.azuredevops/jobs/code-scanning.yml',
    '.azuredevops/jobs/dependencies.yml',
    '.azuredevops/jobs/secrets.yml',
    '.azuredevops/jobs/infrastructure.yml',
    '.azuredevops/pipelines/load.yml',
    '.azuredevops/pipelines/preview.yml',
    '.azuredevops/pipelines/nightly.yml',
    '.azuredevops/pipelines/maintenance.yml',
    '.azuredevops/scripts/image-scan.sh',
    '.azuredevops/steps/registry-login.yml',
    '.azuredevops/steps/registry-delete.yml',
    /^\.azuredevops\/settings\/.+\.json$/,
    'renovate.json',
  ],
};
const LANGUAGES: Record<string, Wanted[]> = {
  python: [
    'pyproject.toml',
    'uv.lock',
    /^src\/.+\.py$/,
    /^tests\/unit\/.*test_.+\.py$/,
    /^tests\/integration\/.*test_.+\.py$/,
    /^tests\/contract\/.*test_.+\.py$/,
  ],
  typescript: [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'biome.json',
    /^src\/.+\.ts$/,
    /^tests\/unit\/.+\.test\.ts$/,
    /^tests\/integration\/.+\.test\.ts$/,
    /^tests\/contract\/.+\.test\.ts$/,
  ],
  go: [
    'go.mod',
    'go.sum',
    '.golangci.yml',
    /^cmd\/.+\.go$|^main\.go$/,
    /_test\.go$/,
    /^tests\/integration\/.+_test\.go$/,
    /^tests\/contract\/.+_test\.go$/,
  ],
};
const CONTROLLERS: Record<string, Wanted[]> = {
  argocd: [
    'argocd/project.yaml',
    'argocd/applications.yaml',
    'argocd/previews.yaml',
  ],
  flux: ['flux/source.yaml', 'flux/environments.yaml', 'flux/previews.yaml'],
};

/** The repositories hold what the choices promise, and nothing of the choices that were not made. */
export const inventory: Check = {
  name: 'all files of the choices are there, and no others',
  run(files, parameters) {
    const paths = [...files.keys()];
    const wanted = wantedFiles(parameters);
    const missing = wanted
      .filter(
        ({ repository, file }) =>
          !paths.some(path => fits(path, repository, file)),
      )
      .map(({ repository, file }) => ({
        path: `${repository}/${nameOf(file)}`,
        message: 'is missing',
      }));
    const foreign = Object.entries(LANGUAGES)
      .filter(
        ([language]) =>
          language !== parameters.language || parameters.scope === 'delivery',
      )
      .flatMap(([language, list]) =>
        list
          .slice(0, 2)
          .filter(file => paths.some(path => fits(path, 'service', file)))
          .map(file => ({
            path: `service/${nameOf(file)}`,
            message: `belongs to ${language}, which was not chosen`,
          })),
      );
    const pipelines = Object.entries(PIPELINES)
      .filter(([ci]) => ci !== parameters.ci)
      .flatMap(([ci, [first]]) =>
        paths.some(path => fits(path, 'service', first))
          ? [
              {
                path: `service/${nameOf(first)}`,
                message: `belongs to ${ci}, which was not chosen`,
              },
            ]
          : [],
      );
    const empty = [...files]
      .filter(([path, text]) => text.trim() === '' && !isMarker(path))
      .map(([path]) => ({ path, message: 'is empty' }));
    return [...missing, ...foreign, ...pipelines, ...empty];
  },
};

function wantedFiles(
  parameters: Parameters,
): { repository: string; file: Wanted }[] {
  const { language, ci, scope, registry, secrets, gitops } = parameters;
  const service = [
    ...SERVICE,
    ...(scope === 'delivery'
      ? []
      : [...APPLICATION, ...LANGUAGES[String(language)]]),
    ...PIPELINES[String(ci)],
    ...modulesOf(REGISTRIES.includes(String(registry)) ? ['registry'] : []),
    ...modulesOf(secrets === 'sealed-secrets' ? [] : ['secrets']),
  ];
  const manifests = [
    ...(parameters.manifestsIn === 'service'
      ? []
      : ['.golden-path.yaml', 'README.md']),
    'manifests/base/kustomization.yaml',
    ...expectedEnvironments(parameters).map(
      ({ name }) => `manifests/environments/${name}/kustomization.yaml`,
    ),
    'manifests/environments/preview/kustomization.yaml',
    ...CONTROLLERS[String(gitops)],
  ];
  const root = manifestsRootOf(parameters);
  return [
    ...service.map(file => ({ repository: 'service', file })),
    ...manifests.map(file => ({ repository: root, file })),
  ];
}

function modulesOf(names: string[]): string[] {
  return names.flatMap(name =>
    ['main', 'variables', 'outputs', 'versions'].map(
      file => `terraform/${name}/${file}.tf`,
    ),
  );
}

function fits(path: string, repository: string, file: Wanted): boolean {
  const prefix = `${repository}/`;
  if (!path.startsWith(prefix)) {
    return false;
  }
  const own = path.slice(prefix.length);
  return typeof file === 'string' ? own === file : file.test(own);
}

function nameOf(file: Wanted): string {
  return typeof file === 'string' ? file : file.source.replaceAll('\\', '');
}

/** Files that are empty on purpose. */
function isMarker(path: string): boolean {
  return /\/(?:__init__\.py|py\.typed|\.gitkeep)$/.test(path);
}
