#!/usr/bin/env bash
# Scans the three newest releases, each into rescan/image-<version>.sarif; the release of this very commit into sarif/image.sarif,
# from where the portal takes it for this commit. Reads IMAGE and GitLab's own variables.
set -euo pipefail
mkdir -p rescan sarif
# The notes of a release name its digest.
releases=$(
  bash .gitlab/scripts/api.sh GET 'releases?per_page=3' |
    jq --raw-output '.[] | "\(.tag_name) \(.commit.id) \(.description // "" | capture("(?<it>sha256:[0-9a-f]{64})").it)"'
)
while read -r version commit digest; do
  if [[ -z "${digest}" ]]; then
    continue
  fi
  file="rescan/image-${version}.sarif"
  if [[ "${commit}" == "${CI_COMMIT_SHA}" ]]; then
    file=sarif/image.sarif
  fi
  bash .gitlab/scripts/image-scan.sh "${IMAGE}@${digest}" "${file}"
done <<<"${releases}"
touch rescan/complete
