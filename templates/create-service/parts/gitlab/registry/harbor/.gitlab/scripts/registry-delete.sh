#!/usr/bin/env bash
# Deletes the images whose tag starts with a text: registry-delete.sh <image without tag> <start of tags>
set -euo pipefail
image="$1" prefix="$2"
errors=$(mktemp)
if ! found=$(skopeo list-tags "docker://${image}" 2> "${errors}"); then
  cat "${errors}" >&2
  # Nothing to delete if nothing was ever pushed under this name.
  grep -q -E 'name unknown|name not known|repository .*not found|StatusCode: 404' "${errors}"
  exit
fi
tags=$(jq --raw-output '.Tags[]' <<<"${found}")
while read -r tag; do
  if [[ "${tag}" == "${prefix}"* ]]; then
    echo "Deleting ${image}:${tag}"
    skopeo delete "docker://${image}:${tag}"
  fi
done <<<"${tags}"
