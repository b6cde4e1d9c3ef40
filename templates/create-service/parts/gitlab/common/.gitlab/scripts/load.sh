#!/usr/bin/env bash
# Runs the load test against the image of this commit, and compares it with the main branch. Reads GitLab's own variables,
# DURATION and ACCEPT_LOAD.
set -euo pipefail
api="${CI_API_V4_URL}/projects/${CI_PROJECT_ID}/packages/generic/load-baselines/1.0.0/baselines.json"
request() { curl --silent --show-error --fail --retry 3 --max-time 60 "$@"; }
with_token() { request --header @- "$@" <<<"JOB-TOKEN: ${CI_JOB_TOKEN}"; }

# Only where there never were any may there be none: without them everything passes, and the next ones replace them.
fetch_baselines() {
  local status address answer
  if ! answer=$(with_token --output baselines.json --write-out '%{http_code} %{redirect_url}' "${api}") &&
    [[ "${answer}" != '404 '* ]]; then
    echo "The baselines cannot be fetched: status ${answer}" >&2
    return 1
  fi
  read -r status address <<<"${answer}"
  case "${status}" in
    404) rm -f baselines.json ;;
    # To the object storage, which must not see the token.
    30?) request --output baselines.json "${address}" ;;
  esac
}

docker build --quiet --tag service . > /dev/null
# Limits as in development; a runner is no place for more.
docker run --detach --name service --publish 8080:8080 --cpus 1 --memory 1g --env LOG_LEVEL=WARNING service > /dev/null
trap 'code=$?; ((code == 0)) || docker logs service' EXIT
export BASE_URL=http://docker:8080
curl --silent --show-error --fail --retry 30 --retry-delay 1 --retry-all-errors "${BASE_URL}/health/ready"

# Three runs, because one may be unlucky.
for run in 1 2 3; do
  SUMMARY="run-${run}.json" k6 run tests/load/load.js
done
if [[ "${ACCEPT_LOAD}" != true ]]; then
  fetch_baselines
fi
code=0
node tests/load/compare.mjs check --baseline baselines.json run-*.json > comparison.md || code=$?
cat comparison.md
if ((code == 0)) && [[ "${CI_COMMIT_BRANCH:-}" == "${CI_DEFAULT_BRANCH}" ]]; then
  node tests/load/compare.mjs record --baseline baselines.json --commit "${CI_COMMIT_SHA}" run-*.json
  with_token --upload-file baselines.json "${api}" > /dev/null
fi
exit "${code}"
