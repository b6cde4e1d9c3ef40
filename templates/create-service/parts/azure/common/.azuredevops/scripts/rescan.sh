#!/usr/bin/env bash
# Scans the three newest releases and what the manifests name for an environment, each once, into rescan/image-<version>.sarif;
# the release of this very commit also into sarif/image.sarif, from where the portal takes it for this commit.
#   rescan.sh <folder of the manifests repository>
# Reads IMAGE and Azure's own variables; needs kustomize.
set -euo pipefail
mkdir --parents rescan
scan() { bash .azuredevops/scripts/image-scan.sh "${IMAGE}@$2" "rescan/image-$1.sarif"; }

# Production may run what is older than the newest releases.
running=''
for overlay in "$1"/manifests/environments/*/; do
  rendered=$(kustomize build "${overlay}")
  running+=$(grep --only-matching --extended-regexp "${IMAGE}@sha256:[0-9a-f]{64}" <<<"${rendered}" || true)$'\n'
done

number=0
while read -r tag commit message; do
  # The message of a tag names the digest of its release.
  if [[ ! "${message}" =~ sha256:[0-9a-f]{64} ]]; then
    continue
  fi
  digest="${BASH_REMATCH[0]}"
  number=$((number + 1))
  if ((number > 3)) && [[ "${running}" != *"${digest}"* ]]; then
    continue
  fi
  running="${running//"${digest}"/}"
  scan "${tag}" "${digest}"
  if [[ "${commit}" == "${BUILD_SOURCEVERSION}" ]]; then
    mkdir --parents sarif
    cp "rescan/image-${tag}.sarif" sarif/image.sarif
    echo '##vso[task.setvariable variable=isReleased]true'
  fi
done < <(git for-each-ref --sort=-creatordate --format='%(refname:strip=2) %(*objectname) %(contents:subject)' 'refs/tags/v*')

# A release whose tag is gone still runs.
while read -r digest; do
  scan "digest-${digest:7:12}" "${digest}"
done < <(grep --only-matching --extended-regexp 'sha256:[0-9a-f]{64}' <<<"${running}" | sort --unique)
touch rescan/complete
