#!/usr/bin/env bash
# Scans an image that the job has logged in for: image-scan.sh <image with digest> <SARIF file>
set -euo pipefail
bash .gitlab/scripts/install.sh "${TRIVY_IMAGE}" /usr/local/bin/trivy
trivy image --image-src remote --scanners vuln --quiet --format sarif --output "$2" "$1"
