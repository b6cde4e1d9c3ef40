#!/usr/bin/env bash
# Scans an image that the job has logged in for: image-scan.sh <image with digest> <SARIF file>
set -euo pipefail
command -v trivy > /dev/null || bash .azuredevops/scripts/install.sh docker.io/aquasec/trivy:0.74.0 /usr/local/bin/trivy
mkdir --parents "$(dirname "$2")"
trivy image --image-src remote --scanners vuln --quiet --format sarif --output "$2" "$1"
