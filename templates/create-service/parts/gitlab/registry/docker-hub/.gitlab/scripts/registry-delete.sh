#!/usr/bin/env bash
# Deletes the images whose tag starts with a text, through the API of Docker Hub:
# registry-delete.sh <image without tag> <start of tags>
set -euo pipefail
image="$1" prefix="$2"
request() { curl --silent --show-error --fail-with-body --retry 3 --max-time 30 "$@"; }
token=$(
  jq --null-input '{identifier: env.REGISTRY_USERNAME, secret: env.REGISTRY_PASSWORD}' |
    request --json @- https://hub.docker.com/v2/auth/token | jq --exit-status --raw-output .access_token
)
repository="https://hub.docker.com/v2/repositories/${image#docker.io/}"
found=$(mktemp)
status=$(
  request --output "${found}" --write-out '%{http_code}' --header @- "${repository}/tags?page_size=100&name=${prefix}" \
    <<<"Authorization: Bearer ${token}"
) || [[ "${status}" == 404 ]]
if [[ "${status}" == 404 ]]; then
  echo "Nothing was ever pushed as ${image}"
  exit
fi
jq --raw-output --arg prefix "${prefix}" '.results[].name | select(startswith($prefix))' "${found}" |
  while read -r tag; do
    echo "Deleting ${image}:${tag}"
    request --request DELETE --header @- "${repository}/tags/${tag}/" <<<"Authorization: Bearer ${token}"
  done
