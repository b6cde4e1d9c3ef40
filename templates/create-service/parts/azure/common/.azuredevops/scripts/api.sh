#!/usr/bin/env bash
# Calls the API of this project with the token of the job: api.sh <method> <path> [<file with JSON>]
# The token goes through a pipe: arguments can be seen by every process of the machine.
set -euo pipefail
method="$1" path="$2" body="${3:-}"
options=(--silent --show-error --fail-with-body --retry 3 --max-time 30 --request "${method}")
if [[ -n "${body}" ]]; then
  type=application/json
  if jq --exit-status 'type == "array" and (.[0] | has("op"))' "${body}" > /dev/null; then
    type=application/json-patch+json
  fi
  options+=(--header "Content-Type: ${type}" --data "@${body}")
fi
separator='?'
if [[ "${path}" == *'?'* ]]; then
  separator='&'
fi
curl "${options[@]}" --header @- "${SYSTEM_COLLECTIONURI}${SYSTEM_TEAMPROJECTID}/_apis/${path}${separator}api-version=${VERSION_OF_API:-7.1}" \
  <<<"Authorization: Bearer ${SYSTEM_ACCESSTOKEN}"
