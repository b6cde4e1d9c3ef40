/** A program that checks generated code, and the public registry that it can be had from. */
export type Tool = {
  name: string;
  /** A package of the Python package index, as pip takes it. */
  pypi?: string;
  /** A program of the Go module proxy, as `go install` takes it. */
  go?: string;
  /** It refuses code for a newer Go than it was built with, so that one which somebody else built may not do. */
  isOwnBuild?: boolean;
};

/** All of them, in the versions that generated pipelines use where these name one. */
export const TOOLS = {
  make: { name: 'make' },
  go: { name: 'go' },
  uv: { name: 'uv', pypi: 'uv==0.12.5' },
  checkov: { name: 'checkov', pypi: 'checkov==3.3.30' },
  zizmor: { name: 'zizmor', pypi: 'zizmor==1.32.0' },
  actionlint: {
    name: 'actionlint',
    go: 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12',
  },
  kustomize: {
    name: 'kustomize',
    go: 'sigs.k8s.io/kustomize/kustomize/v5@v5.8.1',
  },
  'golangci-lint': {
    name: 'golangci-lint',
    go: 'github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0',
    isOwnBuild: true,
  },
} satisfies Record<string, Tool>;

export type ToolName = keyof typeof TOOLS;
