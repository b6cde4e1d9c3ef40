#!/usr/bin/env bash
# Keeps one issue per subject:
#   issue.sh open <title> <label> <file>   opens it, or refreshes the open one of this title
#   issue.sh close <title> <label>         closes it if it is open
set -euo pipefail
command="$1" title="$2" label="$3"
api() { bash .gitlab/scripts/api.sh "$@"; }

search=$(jq --null-input --raw-output --arg title "${title}" '$title | @uri')
number=$(
  api GET "issues?state=opened&labels=${label}&in=title&search=${search}&per_page=100" |
    jq --raw-output --arg title "${title}" 'map(select(.title == $title))[0].iid // empty'
)
case "${command}" in
  open)
    jq --null-input --arg title "${title}" --arg labels "${label}" --rawfile text "$4" \
      '{title: $title, labels: $labels, description: $text}' > request.json
    if [[ -n "${number}" ]]; then
      api PUT "issues/${number}" request.json > /dev/null
      jq --null-input --arg url "${CI_PIPELINE_URL}" '{body: "Still so: \($url)"}' > request.json
      api POST "issues/${number}/notes" request.json > /dev/null
    else
      api POST issues request.json > /dev/null
    fi
    ;;
  close)
    if [[ -n "${number}" ]]; then
      jq --null-input --arg url "${CI_PIPELINE_URL}" '{body: "No longer so: \($url)"}' > request.json
      api POST "issues/${number}/notes" request.json > /dev/null
      echo '{"state_event": "close"}' > request.json
      api PUT "issues/${number}" request.json > /dev/null
    fi
    ;;
  *)
    echo "Unknown command '${command}': open or close" >&2
    exit 2
    ;;
esac
