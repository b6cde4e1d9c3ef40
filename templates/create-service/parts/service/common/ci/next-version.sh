#!/usr/bin/env bash
# Prints version=… for the next release, from the commits since the last one: `type!:` or BREAKING CHANGE raises the major
# number (before 1.0.0 the minor), `feat:` the minor, all else the patch. The same commit always gets the same version.
set -euo pipefail
# A quarantined release keeps its version: no two images share one.
tags=(--tags --match 'v[0-9]*.[0-9]*.[0-9]*' --match 'quarantined/v[0-9]*')
if exact=$(git describe "${tags[@]}" --exact-match 2>/dev/null); then
  echo "version=${exact##*v}"
  exit
fi
if ! latest=$(git describe "${tags[@]}" --abbrev=0 2>/dev/null); then
  echo 'version=0.1.0'
  exit
fi
messages=$(git log --format=%B "${latest}..HEAD")
IFS=. read -r major minor patch <<<"${latest##*v}"
if grep -qE '^[a-z]+(\([^)]*\))?!:|^BREAKING[ -]CHANGE:' <<<"${messages}"; then
  if ((major > 0)); then
    major=$((major + 1)) minor=0 patch=0
  else
    minor=$((minor + 1)) patch=0
  fi
elif grep -qE '^feat(\([^)]*\))?:' <<<"${messages}"; then
  minor=$((minor + 1)) patch=0
else
  patch=$((patch + 1))
fi
echo "version=${major}.${minor}.${patch}"
