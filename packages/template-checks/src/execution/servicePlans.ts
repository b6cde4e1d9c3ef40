import { ToolName } from './Tool';

/** A command that a generated repository must pass, as its pipeline and its people run it. */
export type Step = {
  name: string;
  command: string;
  tools: ToolName[];
  /** Later steps of the plan make no sense without it. */
  isInstallation?: true;
};

/** What is run in a repository that was rendered. */
export type Plan = {
  subject: string;
  repository: 'service' | 'manifests';
  /** What this machine must be able to do, and what to say when it is not. */
  conditions: { command: string; tools: ToolName[]; otherwise: string }[];
  steps: Step[];
};

export const PYTHON: Plan = {
  subject: 'python',
  repository: 'service',
  conditions: [
    {
      command: 'uv venv --quiet',
      tools: ['uv'],
      otherwise: 'the Python of the service is not here, and cannot be fetched',
    },
    {
      command: 'uv pip install --quiet --dry-run --no-config iniconfig',
      tools: ['uv'],
      otherwise: 'the Python package index does not answer',
    },
  ],
  steps: [
    {
      name: 'installation from the lock file',
      command: 'uv sync --quiet --locked',
      tools: ['uv'],
      isInstallation: true,
    },
    ...[
      'ruff check .',
      'ruff format --check .',
      'black --check --quiet .',
      'isort --check-only .',
      'mypy',
    ].map(
      (command): Step => ({
        name: command.replace(/ \.$/, ''),
        command: `uv run --no-sync ${command}`,
        tools: ['uv'],
      }),
    ),
    { name: 'bandit', command: 'make security', tools: ['uv', 'make'] },
    {
      name: 'pytest with coverage',
      command: 'make test',
      tools: ['uv', 'make'],
    },
  ],
};

export const GO: Plan = {
  subject: 'go',
  repository: 'service',
  conditions: [
    {
      command: 'go list -m -versions golang.org/x/time',
      tools: ['go'],
      otherwise: 'the Go module proxy does not answer',
    },
  ],
  steps: [
    {
      name: 'modules of go.sum',
      command: 'go mod download',
      tools: ['go'],
      isInstallation: true,
    },
    ...[
      'go mod tidy -diff',
      'go build ./...',
      'go vet ./...',
      'gofmt -d .',
    ].map((command): Step => ({ name: command, command, tools: ['go'] })),
    {
      name: 'golangci-lint',
      command: 'golangci-lint run',
      tools: ['go', 'golangci-lint'],
    },
    {
      name: 'tests with coverage',
      command: 'make test',
      tools: ['go', 'make'],
    },
  ],
};

/** What the pipeline on GitHub asks of a repository in any language. */
export function pipelinePlan(language: string): Plan {
  return {
    subject: `pipeline for ${language}`,
    repository: 'service',
    conditions: [],
    steps: [
      {
        name: 'actionlint',
        // Its newest version does not know `concurrency.queue` yet; GitHub's language service, which the checks ask, does.
        command:
          'actionlint -ignore ^unexpected.key."queue".for."concurrency".section',
        tools: ['actionlint'],
      },
      {
        name: 'zizmor',
        command: 'zizmor --offline --no-progress .',
        tools: ['zizmor'],
      },
      {
        name: 'checkov',
        command:
          'checkov --directory . --framework terraform dockerfile --skip-download --quiet --compact',
        tools: ['checkov'],
      },
    ],
  };
}

/** The overlay of every environment is rendered by the tool that the GitOps controllers use. */
export function manifestsPlan(environments: string[]): Plan {
  return {
    subject: 'manifests',
    repository: 'manifests',
    conditions: [],
    steps: environments.map(environment => ({
      name: `kustomize build of ${environment}`,
      command: `kustomize build manifests/environments/${environment}`,
      tools: ['kustomize'],
    })),
  };
}
