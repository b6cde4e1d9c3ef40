#!/usr/bin/env bash
# Scans an image that the job has logged in for: image-scan.sh <image with digest> <SARIF file>
set -euo pipefail
bash .gitlab/scripts/install.sh "${GRYPE_IMAGE}" /grype
grype "registry:$1" --quiet --output "sarif=$2"
