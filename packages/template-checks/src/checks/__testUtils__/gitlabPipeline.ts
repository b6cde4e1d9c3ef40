import { Files } from '../../Files';
import { GitlabReader } from '../../gitlab/GitlabCiLocal';

const ROOT = `
stages: [build, release]
include:
  - local: .gitlab/ci/base.yml
build:
  extends: .docker
  stage: build
  interruptible: false
  script:
    - bash .gitlab/scripts/build.sh
release:
  extends: .docker
  stage: release
  interruptible: false
  resource_group: release
  id_tokens:
    SIGSTORE_ID_TOKEN:
      aud: sigstore
  script:
    - cosign sign --yes image
  artifacts:
    paths: [fairway-release/release.json]
`;
const BASE = `
.docker:
  image: docker:29.8.1-cli
  timeout: 10 minutes
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
  variables:
    COSIGN_IMAGE: ghcr.io/sigstore/cosign/cosign:v3.1.3
`;

const EXPANDED = `
stages: [build, release]
build:
  image:
    name: docker:29.8.1-cli
  timeout: 10 minutes
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
  variables:
    COSIGN_IMAGE: ghcr.io/sigstore/cosign/cosign:v3.1.3
  stage: build
  interruptible: false
  script:
    - bash .gitlab/scripts/build.sh
release:
  image:
    name: docker:29.8.1-cli
  timeout: 20 minutes
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
  stage: release
  interruptible: false
  resource_group: release
  id_tokens:
    SIGSTORE_ID_TOKEN:
      aud: sigstore
  script:
    - cosign sign --yes image
  artifacts:
    paths: [fairway-release/release.json]
`;

/** Stands in for gitlab-ci-local: the same pipeline as it gives it back, with one text of it replaced by another. */
export function expandedPipeline(text = '', replacement = ''): GitlabReader {
  if (!EXPANDED.includes(text)) {
    throw new Error(`The pipeline does not hold '${text}'`);
  }
  return {
    expand: async () => ({
      isValid: true,
      text: EXPANDED.replace(text, replacement),
    }),
  };
}

/** A small GitLab pipeline that every check takes, with one text of it replaced by another. */
export function gitlabPipeline(text = '', replacement = ''): Files {
  const files = [
    ['service/.gitlab-ci.yml', ROOT],
    ['service/.gitlab/ci/base.yml', BASE],
  ] as const;
  if (text !== '' && !files.some(([, content]) => content.includes(text))) {
    throw new Error(`The pipeline does not hold '${text}'`);
  }
  return new Map(
    files.map(([path, content]) => [path, content.replace(text, replacement)]),
  );
}
