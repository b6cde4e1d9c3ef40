#!/usr/bin/env bash
# Deletes the images whose tag starts with a text: registry-delete.sh <image without tag> <start of tags>
# Log in first.
set -euo pipefail
image="$1" prefix="$2"
repository="${image#*/}"
tags=$(
  aws ecr list-images --repository-name "${repository}" --filter tagStatus=TAGGED --query 'imageIds[].imageTag' --output json |
    jq --raw-output '.[]'
)
while read -r tag; do
  if [[ "${tag}" == "${prefix}"* ]]; then
    echo "Deleting ${image}:${tag}"
    aws ecr batch-delete-image --repository-name "${repository}" --image-ids "imageTag=${tag}"
  fi
done <<<"${tags}"
