#!/usr/bin/env bash
# Builds the image, pushes it to quarantine, and signs in the same job how it was made: only what was built here can be released.
# Leaves release/digest and release/provenance.json. Reads QUARANTINE and GitLab's own variables.
set -euo pipefail
# A builder needs the address and the certificates of the daemon in a context.
docker context create builder > /dev/null
docker buildx create --use --driver docker-container builder > /dev/null
# Without a cache: nothing that an earlier build left behind can get into a release.
docker buildx build . --push --pull --no-cache \
  --tag "${QUARANTINE}:${CI_COMMIT_SHA}" \
  --label "org.opencontainers.image.source=${CI_PROJECT_URL}" \
  --label "org.opencontainers.image.revision=${CI_COMMIT_SHA}" \
  --provenance mode=max,version=v1 --sbom true \
  --metadata-file metadata.json
digest=$(jq --exit-status --raw-output '."containerimage.digest"' metadata.json)
mkdir -p release
echo "${digest}" > release/digest
docker buildx imagetools inspect "${QUARANTINE}@${digest}" --format '{{ json .Provenance.SLSA }}' > release/provenance.json
cosign attest --yes --type slsaprovenance1 --predicate release/provenance.json "${QUARANTINE}@${digest}"
