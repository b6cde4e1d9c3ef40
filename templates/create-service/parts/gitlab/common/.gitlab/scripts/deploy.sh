#!/usr/bin/env bash
# Names the release in the manifests: deploy.sh <environment>
# Reads release/digest, release/version, IMAGE, MANIFESTS_URL, DELIVERY_TOKEN and GitLab's own variables.
set -euo pipefail
environment="$1"
digest=$(<release/digest)
version=$(<release/version)

# For every git of this job, in no file and no argument.
credentials=$(printf 'oauth2:%s' "${DELIVERY_TOKEN}" | base64 --wrap 0)
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="http.${CI_SERVER_URL}/.extraHeader"
export GIT_CONFIG_VALUE_0="Authorization: Basic ${credentials}"

folder=$(mktemp --directory)
git clone --quiet --depth 50 "${MANIFESTS_URL}.git" "${folder}"
cd "${folder}"
git config user.name 'Delivery pipeline'
git config user.email "pipeline@noreply.${CI_SERVER_HOST}"
cd "manifests/environments/${environment}"
# Nothing runs in an environment before its first release.
grep --quiet -e '- ../../base' kustomization.yaml || kustomize edit add resource ../../base
kustomize edit set image "${IMAGE}@${digest}"
if git diff --quiet; then
  echo "${MANIFESTS_URL} names ${version} for ${environment} already"
  exit
fi
git commit --quiet --all --message "Deploy ${version} to ${environment}"

options=()
if [[ "${MANIFESTS_URL}" == "${CI_PROJECT_URL}" ]]; then
  # It would be the next release.
  options+=(--push-option ci.skip)
fi
# Promotions to other environments are pushed to the same branch.
for attempt in 1 2 3 4 5; do
  git push "${options[@]}" && exit
  echo "Somebody else pushed, attempt ${attempt}"
  git pull --quiet --rebase
done
exit 1
