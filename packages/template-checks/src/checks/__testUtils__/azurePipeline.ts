import { Files } from '../../Files';

const PIPELINE = `trigger:
  branches:
    include: [main]
pr: none
pool:
  vmImage: ubuntu-24.04
stages:
  - stage: build
    displayName: Build
    jobs:
      - job: build
        displayName: Build
        timeoutInMinutes: 10
        steps:
          - checkout: self
            fetchDepth: 1
          - template: .azuredevops/steps/registry-login.yml
            parameters:
              connection: registry-release
          - bash: |
              set -euo pipefail
              bash .azuredevops/scripts/install.sh docker.io/anchore/syft:v1.57.1 /syft
              echo "##vso[task.setvariable variable=digest;isOutput=true]sha256:1"
            name: image
            displayName: Build
  - stage: release
    displayName: Release
    dependsOn: build
    jobs:
      - job: release
        displayName: Release
        timeoutInMinutes: 10
        variables:
          digest: $[stageDependencies.build.build.outputs['image.digest']]
        steps:
          - checkout: self
            fetchDepth: 0
          - task: GoTool@0
            displayName: Install Go
            inputs:
              version: 1.27.3
          - bash: bash .azuredevops/scripts/tag.sh "v1.0.0"
            displayName: Tag the commit
            env:
              SYSTEM_ACCESSTOKEN: $(System.AccessToken)
`;
const LOGIN = `parameters:
  - name: connection
    displayName: Service connection
    type: string
steps:
  - task: Docker@2
    displayName: Log in
    inputs:
      command: login
      containerRegistry: \${{ parameters.connection }}
`;

/** A small Azure pipeline that every check takes, with one text of it replaced by another. */
export function azurePipeline(text = '', replacement = ''): Files {
  const files = [
    ['service/azure-pipelines.yml', PIPELINE],
    ['service/.azuredevops/steps/registry-login.yml', LOGIN],
  ] as const;
  if (text !== '' && !files.some(([, content]) => content.includes(text))) {
    throw new Error(`The pipeline does not hold '${text}'`);
  }
  return new Map(
    files.map(([path, content]) => [path, content.replace(text, replacement)]),
  );
}
