#!/usr/bin/env bash
# One commit, one version, one image: a run that is repeated may find that a newer one has its version, or was deployed by now.
# Reads VERSION and GitHub's own variables; needs GH_TOKEN with `contents: read`, `take` with `contents: write`.
#   version.sh released      prints digest=… if this commit was released; fails if the version is another commit's
#   version.sh check <digest>  fails if the version is another commit's or another image's
#   version.sh take <tag>    tags this commit, unless it has the tag; fails if the version is another commit's
#   version.sh newer         prints version=… and a notice if a newer release is out
set -euo pipefail

fail() {
  echo "::error::$1 A new commit makes a new release." >&2
  exit 1
}

# The commit of a tag; nothing if there is no such tag.
commit_of() {
  gh api "repos/${GITHUB_REPOSITORY}/git/matching-refs/tags/$1" --jq ".[] | select(.ref == \"refs/tags/$1\").object.sha"
}

# No two commits share a version, be it released or in quarantine.
check_commit() {
  local tag commit
  for tag in "v${VERSION}" "quarantined/v${VERSION}"; do
    commit=$(commit_of "${tag}")
    if [[ -n "${commit}" && "${commit}" != "${GITHUB_SHA}" ]]; then
      fail "${tag} is commit ${commit} by now, so that ${GITHUB_SHA} cannot be released under it."
    fi
  done
}

# The digest that the notes of the release name; nothing if there is no release.
released_digest() {
  local notes
  if ! notes=$(gh release view "v${VERSION}" --json body --jq .body 2>&1); then
    [[ "${notes}" == *'release not found'* ]] && return
    echo "${notes}" >&2
    return 1
  fi
  # Somebody may have written notes of their own.
  grep --only-matching --extended-regexp --max-count 1 'sha256:[0-9a-f]{64}' <<<"${notes}" || true
}

case "$1" in
  released)
    check_commit
    digest=$(released_digest)
    echo "digest=${digest}"
    ;;
  check)
    check_commit
    digest=$(released_digest)
    if [[ -n "${digest}" && "${digest}" != "$2" ]]; then
      fail "v${VERSION} was released with ${digest}, not with $2."
    fi
    ;;
  take)
    check_commit
    taken=$(commit_of "$2")
    if [[ -z "${taken}" ]]; then
      gh api "repos/${GITHUB_REPOSITORY}/git/refs" --silent -f "ref=refs/tags/$2" -f "sha=${GITHUB_SHA}"
    fi
    ;;
  newer)
    tags=$(gh api --paginate "repos/${GITHUB_REPOSITORY}/git/matching-refs/tags/v" --jq '.[].ref')
    newest=$(
      sed -nE 's#^refs/tags/v([0-9]+\.[0-9]+\.[0-9]+)$#\1#p' <<<"${tags}"$'\n'"refs/tags/v${VERSION}" |
        sort --version-sort | tail -n 1
    )
    if [[ "${newest}" != "${VERSION}" ]]; then
      echo "::notice::${newest} is released by now: ${VERSION} is not deployed again. The portal is where one rolls back." >&2
      echo "version=${newest}"
    fi
    ;;
  *)
    echo "Unknown command '$1': released, check, take or newer" >&2
    exit 2
    ;;
esac
