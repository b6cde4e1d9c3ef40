#!/usr/bin/env bash
# Logs in to Azure Container Registry with the identity token of this job; a preview with its token of the registry.
# Reads REGISTRY, REGISTRY_ID_TOKEN, REGISTRY_IDENTITY and REGISTRY_IDENTITY_PROVIDER, or REGISTRY_USERNAME and REGISTRY_PASSWORD.
set -euo pipefail
if [[ -n "${REGISTRY_PASSWORD:-}" ]]; then
  docker login "${REGISTRY}" --username "${REGISTRY_USERNAME}" --password-stdin <<<"${REGISTRY_PASSWORD}"
  exit
fi
request() { curl --silent --show-error --fail-with-body --retry 3 --max-time 30 "$@"; }
# Tokens go through files: arguments can be seen by every process of the machine.
folder=$(mktemp -d)
trap 'rm -rf "${folder}"' EXIT
printf '%s' "${REGISTRY_ID_TOKEN}" > "${folder}/assertion"
request "https://login.microsoftonline.com/${REGISTRY_IDENTITY_PROVIDER}/oauth2/v2.0/token" \
  --data-urlencode grant_type=client_credentials \
  --data-urlencode "client_id=${REGISTRY_IDENTITY}" \
  --data-urlencode client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
  --data-urlencode "client_assertion@${folder}/assertion" \
  --data-urlencode scope=https://containerregistry.azure.net/.default |
  jq --exit-status --join-output .access_token > "${folder}/access"
# The name is what the registry gives everybody who comes with a token.
request "https://${REGISTRY}/oauth2/exchange" \
  --data-urlencode grant_type=access_token \
  --data-urlencode "service=${REGISTRY}" \
  --data-urlencode "tenant=${REGISTRY_IDENTITY_PROVIDER}" \
  --data-urlencode "access_token@${folder}/access" |
  jq --exit-status --join-output .refresh_token |
  docker login "${REGISTRY}" --username 00000000-0000-0000-0000-000000000000 --password-stdin
