#!/usr/bin/env bash
# Builds the image of a preview and comments its address. Reads PREVIEW, PREVIEW_URL and GitLab's own variables.
set -euo pipefail
# What the cluster looks for is the newest commit of the branch, not its merge with the target.
head="${CI_MERGE_REQUEST_SOURCE_BRANCH_SHA:-${CI_COMMIT_SHA}}"
git fetch --quiet --depth 1 origin "${head}"
source=$(mktemp -d)
git archive "${head}" | tar -x -C "${source}"

docker context create builder > /dev/null
docker buildx create --use --driver docker-container builder > /dev/null
docker buildx build "${source}" --push --pull \
  --tag "${PREVIEW}:pr-${CI_MERGE_REQUEST_IID}-${head}" \
  --label "org.opencontainers.image.source=${CI_PROJECT_URL}" \
  --label "org.opencontainers.image.revision=${head}" \
  --metadata-file metadata.json
digest=$(jq --exit-status --raw-output '."containerimage.digest"' metadata.json)

if [[ -z "${DELIVERY_TOKEN:-}" ]]; then
  echo "No comment without DELIVERY_TOKEN in the scope preview/*; the merge request shows the address ${PREVIEW_URL}"
  exit
fi
{
  echo "Preview: ${PREVIEW_URL}"
  echo
  echo "Commit ${head}, image \`${PREVIEW}@${digest}\`. It goes with the label \`preview\`, with the merge request, and after"
  echo 'a week without news.'
} > comment.md
bash .gitlab/scripts/comment.sh write comment.md
