#!/usr/bin/env bash
# Scans the three newest releases: sarif/image.sarif is the newest, sarif/image-<version>.sarif an older one.
set -euo pipefail
mkdir -p sarif
# The notes of a release name its digest.
releases=$(
  bash .gitlab/scripts/api.sh GET 'releases?per_page=3' |
    jq --raw-output '.[] | "\(.tag_name) \(.description // "" | capture("(?<it>sha256:[0-9a-f]{64})").it)"'
)
file=sarif/image.sarif
while read -r version digest; do
  if [[ -n "${digest}" ]]; then
    bash .gitlab/scripts/image-scan.sh "${IMAGE}@${digest}" "${file:-sarif/image-${version}.sarif}"
    file=''
  fi
done <<<"${releases}"
touch sarif/rescanned
