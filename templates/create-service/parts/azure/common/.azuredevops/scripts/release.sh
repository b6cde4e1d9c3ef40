#!/usr/bin/env bash
# Copies the image out of quarantine with the same digest, signs and verifies it. Leaves sbom/sbom.spdx.json, and in the variable
# 'signer' the version of the key. Reads IMAGE, QUARANTINE, DIGEST, SIGNING_KEY and the artifact 'provenance'.
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

# Rotation gives the key a new version, which verifies nothing that an older one signed.
IFS=/ read -r vault name <<<"${SIGNING_KEY#azurekms://}"
signer=$(az keyvault key show --id "https://${vault}/keys/${name}" --query key.kid --output tsv)
echo "##vso[task.setvariable variable=signer]${signer}"
