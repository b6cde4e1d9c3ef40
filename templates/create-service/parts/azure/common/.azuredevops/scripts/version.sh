#!/usr/bin/env bash
# Prints the version of this commit: version.sh <digest>. No other commit may have it, and no other image of this commit.
# Runs where only one stage at a time gives versions. Reads Azure's own variables.
set -euo pipefail
digest="$1"
version=$(bash ci/next-version.sh)
version="${version#version=}"
for tag in "v${version}" "quarantined/v${version}"; do
  if ! taken=$(git rev-parse --quiet --verify "refs/tags/${tag}^{commit}"); then
    continue
  fi
  if [[ "${taken}" != "${BUILD_SOURCEVERSION}" ]]; then
    echo "${tag} is commit ${taken} already: a newer commit was released before this one" >&2
    exit 1
  fi
  # Another build of the same commit: who was told of the first image would get the second one.
  message=$(git for-each-ref --format='%(contents)' "refs/tags/${tag}")
  if [[ "${message}" =~ sha256:[0-9a-f]{64} && "${BASH_REMATCH[0]}" != "${digest}" ]]; then
    echo "This commit was released already as ${tag} with ${BASH_REMATCH[0]}: a new commit makes a new release" >&2
    exit 1
  fi
done
echo "${version}"
