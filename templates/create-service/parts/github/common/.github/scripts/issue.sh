#!/usr/bin/env bash
# Keeps one issue per subject. Needs GH_TOKEN with `issues: write`.
#   issue.sh open <title> <label> <file>   opens it, or refreshes the open one of this title
#   issue.sh close <title> <label>         closes it if it is open
set -euo pipefail
command="$1" title="$2" label="$3"
number=$(
  gh issue list --state open --label "${label}" --limit 500 --json number,title |
    jq --raw-output --arg title "${title}" 'map(select(.title == $title))[0].number // empty'
)
case "${command}" in
  open)
    if [[ -n "${number}" ]]; then
      gh issue edit "${number}" --body-file "$4"
      gh issue comment "${number}" --body "Still so: ${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}"
    else
      gh label create "${label}" --force
      gh issue create --title "${title}" --label "${label}" --body-file "$4"
    fi
    ;;
  close)
    if [[ -n "${number}" ]]; then
      gh issue close "${number}" --comment "No longer so: ${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}"
    fi
    ;;
  *)
    echo "Unknown command '${command}': open or close" >&2
    exit 2
    ;;
esac
