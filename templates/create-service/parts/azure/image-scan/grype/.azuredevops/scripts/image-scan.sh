#!/usr/bin/env bash
# Scans an image that the job has logged in for: image-scan.sh <image with digest> <SARIF file>
set -euo pipefail
command -v grype > /dev/null || bash .azuredevops/scripts/install.sh docker.io/anchore/grype:v0.121.3 /grype
mkdir --parents "$(dirname "$2")"
grype "registry:$1" --quiet --output "sarif=$2"
