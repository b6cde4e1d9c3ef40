#!/usr/bin/env bash
# Deletes what has been in quarantine for more than 30 days, also what security gate 2 holds back: GitHub does not by itself.
# Reads QUARANTINE, the name of the image there; needs GH_TOKEN with `packages: write`.
set -euo pipefail
IFS=/ read -r _ owner package <<<"${QUARANTINE}"
package="orgs/${owner}/packages/container/$(jq --null-input --raw-output --arg name "${package}" '$name | @uri')"
errors=$(mktemp)
if ! versions=$(gh api --paginate "${package}/versions?per_page=100" --jq '.[] | "\(.id) \(.created_at)"' 2> "${errors}"); then
  cat "${errors}" >&2
  # Nothing is there before the first release.
  grep --quiet 'HTTP 404' "${errors}"
  exit
fi
limit=$(date --utc --date '30 days ago' +%FT%TZ)
old=() kept=0
while read -r id created; do
  if [[ "${created}" < "${limit}" ]]; then
    old+=("${id}")
  else
    kept=$((kept + 1))
  fi
done <<<"${versions}"
echo "${#old[@]} of $((${#old[@]} + kept)) are older than 30 days"
if ((kept > 0)); then
  for id in "${old[@]}"; do
    gh api --method DELETE "${package}/versions/${id}"
  done
else
  # GitHub refuses to delete the last image of a package, but not the package. The next push makes it anew.
  gh api --method DELETE "${package}"
fi
