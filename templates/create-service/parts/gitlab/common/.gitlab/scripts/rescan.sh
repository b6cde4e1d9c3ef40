#!/usr/bin/env bash
# Scans the three newest releases and what the manifests name for an environment, each once, into rescan/image-<version>.sarif;
# the release of this very commit into sarif/image.sarif, from where the portal takes it for this commit.
# Reads IMAGE, MANIFESTS_URL, DELIVERY_TOKEN and GitLab's own variables; needs kustomize.
set -euo pipefail
mkdir -p rescan sarif

# For this git alone, in no file and no argument.
credentials=$(jq --null-input --raw-output '"oauth2:\(env.DELIVERY_TOKEN)" | @base64')
manifests=$(mktemp -d)
GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="http.${CI_SERVER_URL}/.extraHeader" \
  GIT_CONFIG_VALUE_0="Authorization: Basic ${credentials}" \
  git clone --quiet --depth 1 "${MANIFESTS_URL}.git" "${manifests}"
# Production may run what is older than the newest releases.
running=''
for overlay in "${manifests}"/manifests/environments/*/; do
  rendered=$(kustomize build "${overlay}")
  running+=$(grep -o -E "${IMAGE}@sha256:[0-9a-f]{64}" <<<"${rendered}" || true)$'\n'
done

# The notes of a release name its digest. A release whose notes are gone still runs.
releases=$(
  bash .gitlab/scripts/api.sh GET 'releases?per_page=100' | jq --raw-output --arg running "${running}" '
    ([$running | scan("sha256:[0-9a-f]{64}")] | unique) as $running
    | [.[] | {
        version: .tag_name,
        commit: .commit.id,
        digest: (.description // "" | capture("(?<it>sha256:[0-9a-f]{64})").it)
      }]
    | .[:3] + (.[3:] | map(select(.digest | IN($running[])))) + (
        $running - map(.digest) | map({version: "digest-\(.[7:19])", commit: "", digest: .})
      )
    | .[] | "\(.version) \(.digest) \(.commit)"'
)
while read -r version digest commit; do
  if [[ -z "${digest}" ]]; then
    continue
  fi
  file="rescan/image-${version}.sarif"
  if [[ "${commit}" == "${CI_COMMIT_SHA}" ]]; then
    file=sarif/image.sarif
  fi
  bash .gitlab/scripts/image-scan.sh "${IMAGE}@${digest}" "${file}"
done <<<"${releases}"
touch rescan/complete
