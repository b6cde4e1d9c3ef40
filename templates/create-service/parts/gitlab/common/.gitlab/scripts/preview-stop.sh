#!/usr/bin/env bash
# Takes the label away, without which the cluster removes the preview, and the comment. Reads GitLab's own variables.
set -euo pipefail
if [[ -z "${DELIVERY_TOKEN:-}" ]]; then
  echo 'No DELIVERY_TOKEN in the scope preview/*: take the label preview away by hand'
  exit
fi
echo '{"remove_labels": "preview"}' > request.json
bash .gitlab/scripts/api.sh PUT "merge_requests/${CI_MERGE_REQUEST_IID}" request.json > /dev/null
bash .gitlab/scripts/comment.sh remove
