#!/usr/bin/env bash
# Opens a work item with the checklist of a runbook: remind.sh security-baseline|benchmark|recovery-drill
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
  echo "Due this ${period}; [the runbook](${BUILD_REPOSITORY_URI}?path=/${runbook}) says how."
  echo
  grep '^- \[ \] ' "${runbook}"
} > item.md
bash .azuredevops/scripts/work-item.sh open "${title}, $(date --utc '+%B %Y')" maintenance item.md
