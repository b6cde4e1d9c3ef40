#!/usr/bin/env bash
# Prints version=… for the next release: `type!:` raises the major number, `feat:` the minor, all else the patch.
set -euo pipefail
message="${1-}"
latest=$(git describe --tags --abbrev=0 --match 'v[0-9]*' 2>/dev/null || echo v0.0.0)
IFS=. read -r major minor patch <<<"${latest#v}"
subject="${message%%$'\n'*}"
if [[ "${subject}" =~ ^[a-z]+(\([^\)]*\))?!: ]]; then
  major=$((major + 1)) minor=0 patch=0
elif [[ "${subject}" =~ ^feat(\([^\)]*\))?: ]]; then
  minor=$((minor + 1)) patch=0
else
  patch=$((patch + 1))
fi
echo "version=${major}.${minor}.${patch}"
