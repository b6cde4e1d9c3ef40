#!/usr/bin/env bash
# Keeps one comment about the preview at the merge request: comment.sh write <file>, or comment.sh remove
set -euo pipefail
notes="merge_requests/${CI_MERGE_REQUEST_IID}/notes"
id=$(
  bash .gitlab/scripts/api.sh GET "${notes}?per_page=100" |
    jq --raw-output 'map(select(.system == false and (.body | startswith("Preview: https://"))))[0].id // empty'
)
case "$1" in
  write)
    jq --null-input --rawfile text "$2" '{body: $text}' > request.json
    if [[ -n "${id}" ]]; then
      bash .gitlab/scripts/api.sh PUT "${notes}/${id}" request.json > /dev/null
    else
      bash .gitlab/scripts/api.sh POST "${notes}" request.json > /dev/null
    fi
    ;;
  remove)
    if [[ -n "${id}" ]]; then
      bash .gitlab/scripts/api.sh DELETE "${notes}/${id}" > /dev/null
    fi
    ;;
  *)
    echo "Unknown command '$1': write or remove" >&2
    exit 2
    ;;
esac
