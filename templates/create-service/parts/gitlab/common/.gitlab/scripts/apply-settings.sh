#!/usr/bin/env bash
# Makes the settings of this project what .gitlab/settings says: apply-settings.sh. Needs glab, logged in as a maintainer.
# It can run again: what is there already is replaced, and nothing is there twice.
set -euo pipefail
cd "$(dirname "$0")/../settings"
api() { glab api --header 'Content-Type: application/json' "$@"; }
send() { api --input - "$@" > /dev/null; }
remove() { api --method DELETE "$1" < /dev/null > /dev/null; }
each() { jq --compact-output '.[]' "$1"; }

send --method PUT projects/:id < project.json

# protect protected_branches|protected_tags
protect() {
  local kind="$1" there rule name
  there=$(api --paginate "projects/:id/${kind}?per_page=100" | jq '.[].name')
  each "${kind/_/-}.json" | while read -r rule; do
    name=$(jq .name <<<"${rule}")
    if grep --quiet --line-regexp --fixed-strings -e "${name}" <<<"${there}"; then
      remove "projects/:id/${kind}/$(jq --raw-output @uri <<<"${name}")"
    fi
    send --method POST "projects/:id/${kind}" <<<"${rule}"
    echo "Protected ${name}"
  done
}
protect protected_branches
protect protected_tags

# A schedule of somebody else cannot be changed, but removed and made anew.
there=$(api --paginate 'projects/:id/pipeline_schedules?per_page=100' | jq --compact-output '.[] | {id, description}')
each schedules.json | while read -r schedule; do
  description=$(jq .description <<<"${schedule}")
  jq --argjson description "${description}" 'select(.description == $description).id' <<<"${there}" | while read -r id; do
    remove "projects/:id/pipeline_schedules/${id}"
  done
  # It must not run before it has its variable.
  id=$(jq 'del(.variables) + {active: false}' <<<"${schedule}" |
    api --input - --method POST projects/:id/pipeline_schedules | jq .id)
  jq '.variables[0]' <<<"${schedule}" | send --method POST "projects/:id/pipeline_schedules/${id}/variables"
  send --method PUT "projects/:id/pipeline_schedules/${id}" <<<'{"active": true}'
  echo "Scheduled ${description}"
done

# Last, because other tiers than Premium refuse them.
send --method POST projects/:id/approvals < approvals.json
rule=$(api projects/:id/approval_rules | jq --arg type "$(jq --raw-output .rule_type approval-rule.json)" \
  'map(select(.rule_type == $type))[0].id // empty')
if [[ -n "${rule}" ]]; then
  send --method PUT "projects/:id/approval_rules/${rule}" < approval-rule.json
else
  send --method POST projects/:id/approval_rules < approval-rule.json
fi
echo 'Approvals are required'
