#!/usr/bin/env bash
# Prints the version of this commit: version.sh <digest>. No other commit may have it, and no other image of this commit.
# Runs where only one job at a time gives versions. Reads GitLab's own variables.
set -euo pipefail
digest="$1"
git fetch --quiet --tags --force origin
version=$(bash ci/next-version.sh)
version="${version#version=}"
for tag in "v${version}" "quarantined/v${version}"; do
  if ! taken=$(git rev-parse --quiet --verify "refs/tags/${tag}^{commit}"); then
    continue
  fi
  if [[ "${taken}" != "${CI_COMMIT_SHA}" ]]; then
    echo "${tag} is commit ${taken} already: a newer commit was released before this one" >&2
    exit 1
  fi
  # Another build of the same commit: who was told of the first image would get the second one.
  released=$(
    bash .gitlab/scripts/api.sh GET "repository/tags/$(jq --null-input --raw-output --arg tag "${tag}" '$tag | @uri')" |
      jq --raw-output '"\(.message) \(.release.description?)" | capture("(?<it>sha256:[0-9a-f]{64})").it'
  )
  if [[ -n "${released}" && "${released}" != "${digest}" ]]; then
    echo "This commit was released already as ${tag} with ${released}: a new commit makes a new release" >&2
    exit 1
  fi
done
echo "${version}"
