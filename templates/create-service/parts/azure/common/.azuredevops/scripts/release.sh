#!/usr/bin/env bash
# Copies the image out of quarantine with the same digest, signs and verifies it. Leaves sbom/sbom.spdx.json.
# Reads IMAGE, QUARANTINE, DIGEST, VERSION, SIGNING_KEY and the artifact 'provenance'.
set -euo pipefail
# The key is in a vault; the service connection of this task may sign with it.
export AZURE_TOKEN_CREDENTIALS=AzureCLICredential
released="${IMAGE}@${DIGEST}"
key=(--key "${SIGNING_KEY}")
cosign verify-attestation "${key[@]}" --type slsaprovenance1 "${QUARANTINE}@${DIGEST}" > /dev/null
skopeo copy --all --preserve-digests "docker://${QUARANTINE}@${DIGEST}" "docker://${released}"

mkdir --parents sbom
syft scan "registry:${released}" --quiet --output spdx-json=sbom/sbom.spdx.json
cosign sign --yes "${key[@]}" "${released}"
cosign attest --yes "${key[@]}" --type spdxjson --predicate sbom/sbom.spdx.json "${released}"
cosign attest --yes "${key[@]}" --type slsaprovenance1 \
  --predicate "${PIPELINE_WORKSPACE}/provenance/provenance.json" "${released}"

cosign verify "${key[@]}" "${released}" > /dev/null
cosign verify-attestation "${key[@]}" --type spdxjson "${released}" > /dev/null
cosign verify-attestation "${key[@]}" --type slsaprovenance1 "${released}" > /dev/null

# Last: a release that fails before must not take the tag, which may be for ever, from the image of the next run.
skopeo copy --all --preserve-digests "docker://${released}" "docker://${IMAGE}:${VERSION}"
