#!/usr/bin/env bash
# Copies the image out of quarantine with the same digest, signs and verifies it, and gives the commit its version.
# Reads release/digest, release/provenance.json, release/gate-*.txt, IMAGE, QUARANTINE and GitLab's own variables.
set -euo pipefail
digest=$(<release/digest)
released="${IMAGE}@${digest}"
signer=(
  --certificate-identity "${CI_PROJECT_URL}//.gitlab-ci.yml@refs/heads/${CI_DEFAULT_BRANCH}"
  --certificate-oidc-issuer "${CI_SERVER_URL}"
)
cosign verify-attestation "${signer[@]}" --type slsaprovenance1 "${QUARANTINE}@${digest}" > /dev/null
version=$(bash .gitlab/scripts/version.sh "${digest}")
skopeo copy --all --preserve-digests "docker://${QUARANTINE}@${digest}" "docker://${released}"

syft scan "registry:${released}" --quiet --output spdx-json=release/sbom.spdx.json
cosign sign --yes "${released}"
cosign attest --yes --type spdxjson --predicate release/sbom.spdx.json "${released}"
cosign attest --yes --type slsaprovenance1 --predicate release/provenance.json "${released}"

cosign verify "${signer[@]}" "${released}" > /dev/null
cosign verify-attestation "${signer[@]}" --type spdxjson "${released}" > /dev/null
cosign verify-attestation "${signer[@]}" --type slsaprovenance1 "${released}" > /dev/null

# A job that is repeated finds its release.
if ! bash .gitlab/scripts/api.sh GET "releases/v${version}" > /dev/null 2>&1; then
  jq --null-input --arg tag "v${version}" --arg ref "${CI_COMMIT_SHA}" \
    --arg notes "Image: \`${released}\`" --arg sbom "${CI_JOB_URL}/artifacts/raw/release/sbom.spdx.json" \
    '{tag_name: $tag, ref: $ref, description: $notes, assets: {links: [{name: "sbom.spdx.json", url: $sbom}]}}' > request.json
  bash .gitlab/scripts/api.sh POST releases request.json > /dev/null
fi
# Last: a release that fails before must not take the tag, which may be for ever, from the image of the next run.
skopeo copy --all --preserve-digests "docker://${released}" "docker://${IMAGE}:${version}"

echo "${version}" > release/version
mkdir -p fairway-release
DIGEST="${digest}" VERSION="${version}" QUARANTINED=false GATE_1=$(<release/gate-1.txt) GATE_2=$(<release/gate-2.txt) \
  bash ci/release-report.sh > fairway-release/release.json
