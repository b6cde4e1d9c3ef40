#!/usr/bin/env bash
# Scans the three newest releases, each into rescan/image-<version>.sarif; the release of this very commit also into
# sarif/image.sarif, from where the portal takes it for this commit. Reads IMAGE and Azure's own variables.
set -euo pipefail
mkdir --parents rescan
while read -r tag commit; do
  # The message of a tag names the digest of its release.
  digest=$(git for-each-ref --format='%(contents)' "refs/tags/${tag}" | grep --only-matching --extended-regexp 'sha256:[0-9a-f]{64}')
  bash .azuredevops/scripts/image-scan.sh "${IMAGE}@${digest}" "rescan/image-${tag}.sarif"
  if [[ "${commit}" == "${BUILD_SOURCEVERSION}" ]]; then
    mkdir --parents sarif
    cp "rescan/image-${tag}.sarif" sarif/image.sarif
    echo '##vso[task.setvariable variable=isReleased]true'
  fi
done < <(git for-each-ref --sort=-creatordate --count=3 --format='%(refname:strip=2) %(*objectname)' 'refs/tags/v*')
touch rescan/complete
