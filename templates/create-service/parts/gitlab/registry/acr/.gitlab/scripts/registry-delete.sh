#!/usr/bin/env bash
# Deletes the images whose tag starts with a text: registry-delete.sh <image without tag> <start of tags>
set -euo pipefail
image="$1" prefix="$2"
tags=$(skopeo list-tags "docker://${image}" | jq --raw-output '.Tags[]')
while read -r tag; do
  if [[ "${tag}" == "${prefix}"* ]]; then
    echo "Deleting ${image}:${tag}"
    skopeo delete "docker://${image}:${tag}"
  fi
done <<<"${tags}"
