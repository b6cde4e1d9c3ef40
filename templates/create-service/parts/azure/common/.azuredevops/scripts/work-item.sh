#!/usr/bin/env bash
# Keeps one work item (a Task, which every process has) per subject:
#   work-item.sh open <title> <tag> <file>   opens it, or refreshes the open one of this title
#   work-item.sh close <title> <tag>         closes it if it is open
set -euo pipefail
command="$1" title="${BUILD_REPOSITORY_NAME}: $2" tag="$3"
api() { bash .azuredevops/scripts/api.sh "$@"; }
run="${SYSTEM_COLLECTIONURI}${SYSTEM_TEAMPROJECT}/_build/results?buildId=${BUILD_BUILDID}"

completed=$(api GET wit/workitemtypes/Task/states | jq --raw-output '[.value[] | select(.category == "Completed").name][0]')
jq --null-input --arg title "${title}" --arg completed "${completed}" '
  def quoted: "\u0027" + gsub("\u0027"; "\u0027\u0027") + "\u0027";
  {query: "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.Title] = \($title | quoted) AND [System.State] NOT IN (\($completed | quoted), \("Removed" | quoted))"}' > request.json
id=$(api POST wit/wiql request.json | jq --raw-output '.workItems[0].id // empty')

comment() {
  jq --null-input --arg text "$1 <a href=\"${run}\">${BUILD_BUILDNUMBER}</a>" '{text: $text}' > request.json
  VERSION_OF_API=7.1-preview.4 api POST "wit/workItems/${id}/comments" request.json > /dev/null
}

case "${command}" in
  open)
    jq --null-input --arg title "${title}" --arg tag "${tag}" --rawfile text "$4" '[
      {op: "add", path: "/fields/System.Title", value: $title},
      {op: "add", path: "/fields/System.Tags", value: $tag},
      {op: "add", path: "/fields/System.Description", value: $text},
      {op: "add", path: "/multilineFieldsFormat/System.Description", value: "Markdown"}
    ]' > item.json
    if [[ -n "${id}" ]]; then
      api PATCH "wit/workitems/${id}" item.json > /dev/null
      comment 'Still so:'
    else
      # shellcheck disable=SC2016 # The dollar sign is part of the address.
      api POST 'wit/workitems/$Task' item.json > /dev/null
    fi
    ;;
  close)
    if [[ -n "${id}" ]]; then
      comment 'No longer so:'
      jq --null-input --arg state "${completed}" '[{op: "add", path: "/fields/System.State", value: $state}]' > item.json
      api PATCH "wit/workitems/${id}" item.json > /dev/null
    fi
    ;;
  *)
    echo "Unknown command '${command}': open or close" >&2
    exit 2
    ;;
esac
