#!/usr/bin/env bash
# Scans Terraform, the Dockerfile and the like: kics.sh <SARIF file>
# Built from source that Go's checksum database knows: tags of its images were replaced in 2026.
set -euo pipefail
version=v2.2.0
go install "github.com/Checkmarx/kics/v2/cmd/console@${version}"
source=$(cd "$(mktemp --directory)" && go mod download -json "github.com/Checkmarx/kics/v2@${version}" | jq --raw-output .Dir)
"$(go env GOPATH)/bin/console" scan --ci --path . \
  --queries-path "${source}/assets/queries" --libraries-path "${source}/assets/libraries" \
  --report-formats sarif --output-path . --output-name infrastructure --ignore-on-exit results
mkdir -p "$(dirname "$1")"
# Its score under the name that the gate knows.
jq '(.runs[].tool.driver.rules[] | select(.properties.riskScore).properties) |= . + {"security-severity": .riskScore}' \
  infrastructure.sarif > "$1"
