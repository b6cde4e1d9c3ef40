#!/usr/bin/env bash
# Logs in to Harbor. Reads REGISTRY, REGISTRY_USERNAME and REGISTRY_PASSWORD.
set -euo pipefail
docker login "${REGISTRY}" --username "${REGISTRY_USERNAME}" --password-stdin <<<"${REGISTRY_PASSWORD}"
