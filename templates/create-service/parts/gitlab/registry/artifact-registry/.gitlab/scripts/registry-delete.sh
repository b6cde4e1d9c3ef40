#!/usr/bin/env bash
# Deletes the images whose tag starts with a text: registry-delete.sh <image without tag> <start of tags>
# Log in first. Over Docker's API Google deletes no image that has a tag; over its own it does.
set -euo pipefail
image="$1" prefix="$2"
IFS=/ read -r host project repository name <<<"${image}"
api=https://artifactregistry.googleapis.com/v1
package="projects/${project}/locations/${host%-docker.pkg.dev}/repositories/${repository}/packages"
package+="/$(jq --null-input --raw-output --arg name "${name}" '$name | @uri')"
# The token of the login.
authorization=$(
  jq --exit-status --raw-output --arg host "${host}" \
    '.auths[$host].auth | @base64d | "Authorization: Bearer " + sub("^[^:]*:"; "")' ~/.docker/config.json
)
request() { curl --silent --show-error --fail-with-body --retry 3 --max-time 30 --header @- "$@" <<<"${authorization}"; }
errors=$(mktemp)
if ! found=$(skopeo list-tags "docker://${image}" 2> "${errors}"); then
  cat "${errors}" >&2
  # Nothing to delete if nothing was ever pushed under this name.
  grep -q -E 'name unknown|name not known|repository .*not found|StatusCode: 404' "${errors}"
  exit
fi
tags=$(jq --raw-output '.Tags[]' <<<"${found}")
while read -r tag; do
  if [[ "${tag}" == "${prefix}"* ]]; then
    echo "Deleting ${image}:${tag}"
    version=$(request "${api}/${package}/tags/${tag}" | jq --exit-status --raw-output .version)
    request --request DELETE "${api}/${version}?force=true"
  fi
done <<<"${tags}"
