#!/usr/bin/env bash
# Lists the tags of previews that nobody wants any more: forgotten-previews.sh <file>
# Those are previews of pull requests that are closed, lost the label, or had no news (a push, or another build of the preview) for
# a week; these lose the label here, without which the cluster removes the preview. Reads PREVIEW and Azure's own variables.
set -euo pipefail
file="$1"
requests="git/repositories/${BUILD_REPOSITORY_ID}/pullRequests"
api() { bash .azuredevops/scripts/api.sh "$@"; }
: > "${file}"

errors=$(mktemp)
if ! list=$(skopeo list-tags "docker://${PREVIEW}" 2> "${errors}"); then
  cat "${errors}" >&2
  # Their repository comes to be with the first of them.
  unknown='name unknown|name not known|repository .*not found|StatusCode: 404'
  if [[ "${PREVIEW}" == docker.io/* ]]; then
    # After a login it is the same for Docker Hub what is not there and what one may not see.
    unknown+='|requested access to the resource is denied'
  fi
  grep --quiet --extended-regexp "${unknown}" "${errors}"
  echo 'There are no previews yet'
  exit
fi
tags=$(jq --raw-output '.Tags // [] | .[] | select(test("^pr-[0-9]+-"))' <<<"${list}")
week_ago=$(date --utc --date '7 days ago' +%FT%TZ)
while read -r number; do
  if [[ -z "${number}" ]]; then
    continue
  fi
  status=$(api GET "${requests}/${number}" | jq --raw-output .status)
  wanted=$(api GET "${requests}/${number}/labels" | jq 'any(.value[]; .active and .name == "preview")')
  if [[ "${status}" == active && "${wanted}" == true ]]; then
    pushed=$(api GET "${requests}/${number}/iterations" | jq --raw-output '.value[-1].updatedDate')
    # Every build of the preview writes its comment anew: comment.sh.
    built=$(
      api GET "${requests}/${number}/threads" |
        jq --raw-output '[.value[] | select(.comments[0].content // "" | startswith("Preview: https://")).lastUpdatedDate] | max // ""'
    )
    if [[ "${pushed}" > "${week_ago}" || "${built}" > "${week_ago}" ]]; then
      continue
    fi
    api DELETE "${requests}/${number}/labels/preview" > /dev/null
    echo 'The preview went: a week without news. The label brings it back.' > comment.md
    jq --null-input --rawfile text comment.md \
      '{status: "closed", comments: [{parentCommentId: 0, commentType: "text", content: $text}]}' > request.json
    api POST "${requests}/${number}/threads" request.json > /dev/null
  fi
  grep "^pr-${number}-" <<<"${tags}" >> "${file}"
done < <(sed --quiet 's/^pr-\([0-9]*\)-.*/\1/p' <<<"${tags}" | sort --unique)
