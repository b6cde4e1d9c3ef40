#!/usr/bin/env bash
# Marks the image that stays in quarantine, takes its version, reports it, and opens an issue that says why.
# Reads release/digest, release/gate-*, QUARANTINE and GitLab's own variables.
set -euo pipefail
digest=$(<release/digest)
version=$(bash .gitlab/scripts/version.sh "${digest}")
skopeo copy --all --preserve-digests "docker://${QUARANTINE}@${digest}" "docker://${QUARANTINE}:quarantined-${version}"

gate2=''
if [[ -f release/gate-2.txt ]]; then
  gate2=$(<release/gate-2.txt)
fi
mkdir -p fairway-release
DIGEST="${digest}" VERSION="${version}" QUARANTINED=true GATE_1=$(<release/gate-1.txt) GATE_2="${gate2}" \
  bash ci/release-report.sh > fairway-release/release.json

{
  echo "Release ${version} of commit ${CI_COMMIT_SHA} is in quarantine:"
  echo "\`${QUARANTINE}@${digest}\`"
  echo
  cat release/gate-2.md 2> /dev/null || echo 'The scan of the image did not finish.'
  echo
  echo "Fix it with a new release, or accept it in \`.security/waivers.yaml\`; then close this issue."
  echo "Pipeline: ${CI_PIPELINE_URL}"
} > issue.md
bash .gitlab/scripts/issue.sh open 'Security gate 2 holds releases back' quarantine issue.md

if ! git rev-parse --quiet --verify "refs/tags/quarantined/v${version}" > /dev/null; then
  jq --null-input --arg tag "quarantined/v${version}" --arg ref "${CI_COMMIT_SHA}" \
    --arg message "Image ${QUARANTINE}@${digest}" '{tag_name: $tag, ref: $ref, message: $message}' > request.json
  bash .gitlab/scripts/api.sh POST repository/tags request.json > /dev/null
fi
