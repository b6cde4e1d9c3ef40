#!/usr/bin/env bash
# Marks the image that stays in quarantine, takes its version, writes its report, and opens a work item that says why.
# Reads IMAGE, QUARANTINE, DIGEST, GATE_1, GATE_2, the artifact 'sarif-image' and Azure's own variables.
set -euo pipefail
version=$(bash .azuredevops/scripts/version.sh "${DIGEST}")
skopeo copy --all --preserve-digests "docker://${QUARANTINE}@${DIGEST}" "docker://${QUARANTINE}:quarantined-${version}"

mkdir --parents fairway-release
VERSION="${version}" QUARANTINED=true bash ci/release-report.sh > fairway-release/release.json

{
  echo "Release ${version} of commit ${BUILD_SOURCEVERSION} is in quarantine:"
  echo "\`${QUARANTINE}@${DIGEST}\`"
  echo
  python3 ci/security_gate.py --findings "${PIPELINE_WORKSPACE}" --require image --limit critical=0 || true
  echo
  echo "Fix it with a new release, or accept it in \`.security/waivers.yaml\`; then close this work item."
} > item.md
bash .azuredevops/scripts/work-item.sh open 'Security gate 2 holds releases back' quarantine item.md
bash .azuredevops/scripts/tag.sh "quarantined/v${version}" "Image ${QUARANTINE}@${DIGEST}"
