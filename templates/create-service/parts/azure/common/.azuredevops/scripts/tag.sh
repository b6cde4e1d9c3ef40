#!/usr/bin/env bash
# Tags the commit of this run, once: tag.sh <tag> <message>
set -euo pipefail
tag="$1" message="$2"
if git rev-parse --quiet --verify "refs/tags/${tag}" > /dev/null; then
  echo "${tag} exists already"
  exit
fi
jq --null-input --arg name "${tag}" --arg message "${message}" --arg commit "${BUILD_SOURCEVERSION}" \
  '{name: $name, message: $message, taggedObject: {objectId: $commit}}' > request.json
bash .azuredevops/scripts/api.sh POST "git/repositories/${BUILD_REPOSITORY_ID}/annotatedtags" request.json > /dev/null
