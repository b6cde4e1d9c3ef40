#!/usr/bin/env bash
# Calls GitLab's API for this project: api.sh <method> <path> [<file with JSON>]
# The token goes through a pipe: arguments can be seen by every process of the machine.
set -euo pipefail
method="$1" path="$2" body="${3:-}"
options=(--silent --show-error --fail-with-body --retry 3 --max-time 30 --request "${method}")
if [[ -n "${body}" ]]; then
  options+=(--header 'Content-Type: application/json' --data "@${body}")
fi
curl "${options[@]}" --header @- "${CI_API_V4_URL}/projects/${CI_PROJECT_ID}/${path}" <<<"PRIVATE-TOKEN: ${DELIVERY_TOKEN}"
