#!/usr/bin/env bash
# Keeps one comment about the preview at a pull request: comment.sh <number> <file>
set -euo pipefail
threads="git/repositories/${BUILD_REPOSITORY_ID}/pullRequests/$1/threads"
id=$(
  bash .azuredevops/scripts/api.sh GET "${threads}" |
    jq --raw-output '[.value[] | select(.isDeleted | not) | select(.comments[0].content // "" | startswith("Preview: https://")).id][0] // empty'
)
if [[ -n "${id}" ]]; then
  jq --null-input --rawfile text "$2" '{content: $text}' > request.json
  bash .azuredevops/scripts/api.sh PATCH "${threads}/${id}/comments/1" request.json > /dev/null
else
  # Closed: nobody has to resolve it before the pull request can be merged.
  jq --null-input --rawfile text "$2" \
    '{status: "closed", comments: [{parentCommentId: 0, commentType: "text", content: $text}]}' > request.json
  bash .azuredevops/scripts/api.sh POST "${threads}" request.json > /dev/null
fi
