#!/usr/bin/env bash
# Prints the version of this commit, which no other commit may have. Runs where only one stage at a time gives versions.
set -euo pipefail
version=$(bash ci/next-version.sh)
version="${version#version=}"
for tag in "v${version}" "quarantined/v${version}"; do
  if taken=$(git rev-parse --quiet --verify "refs/tags/${tag}^{commit}") && [[ "${taken}" != "${BUILD_SOURCEVERSION}" ]]; then
    echo "${tag} is commit ${taken} already: a newer commit was released before this one" >&2
    exit 1
  fi
done
echo "${version}"
