#!/usr/bin/env bash
# Logs in to Google Artifact Registry with the identity token of this job.
# Reads REGISTRY, REGISTRY_ID_TOKEN, REGISTRY_IDENTITY and REGISTRY_IDENTITY_PROVIDER.
set -euo pipefail
request() { curl --silent --show-error --fail-with-body --retry 3 --max-time 30 "$@"; }
# Tokens go through pipes: arguments can be seen by every process of the machine.
federated=$(
  jq --null-input '{
    audience: "//iam.googleapis.com/\(env.REGISTRY_IDENTITY_PROVIDER)",
    grantType: "urn:ietf:params:oauth:grant-type:token-exchange",
    requestedTokenType: "urn:ietf:params:oauth:token-type:access_token",
    subjectTokenType: "urn:ietf:params:oauth:token-type:jwt",
    subjectToken: env.REGISTRY_ID_TOKEN,
    scope: "https://www.googleapis.com/auth/cloud-platform"
  }' | request --json @- https://sts.googleapis.com/v1/token | jq --exit-status --raw-output .access_token
)
account="https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${REGISTRY_IDENTITY}:generateAccessToken"
request --header @- --json '{"scope": ["https://www.googleapis.com/auth/cloud-platform"]}' "${account}" \
  <<<"Authorization: Bearer ${federated}" |
  jq --exit-status --join-output .accessToken |
  docker login "${REGISTRY}" --username oauth2accesstoken --password-stdin
