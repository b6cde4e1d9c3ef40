#!/usr/bin/env bash
# Opens an issue with the checklist of a runbook: remind.sh security-baseline|benchmark|recovery-drill
set -euo pipefail
task="$1"
case "${task}" in
  security-baseline) title='Security baseline' period=month ;;
  benchmark) title='Benchmark' period=quarter ;;
  recovery-drill) title='Recovery drill' period=half-year ;;
  *)
    echo "Unknown task '${task}': security-baseline, benchmark or recovery-drill" >&2
    exit 2
    ;;
esac
runbook="docs/runbooks/${task}.md"
{
  echo "Due this ${period}; [the runbook](${CI_PROJECT_URL}/-/blob/${CI_DEFAULT_BRANCH}/${runbook}) says how."
  echo
  grep '^- \[ \] ' "${runbook}"
} > issue.md
bash .gitlab/scripts/issue.sh open "${title}, $(date -u '+%B %Y')" maintenance issue.md
