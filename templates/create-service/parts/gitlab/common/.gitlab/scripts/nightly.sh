#!/usr/bin/env bash
# Opens an issue when the scans of this night found something critical or did not finish; closes it when all is well.
set -euo pipefail
title='Nightly scan found something new'
code=0
mkdir -p findings sarif rescan
find sarif rescan -name '*.sarif' -exec cp {} findings/ \;
python3 ci/security_gate.py --findings findings --require dependencies --limit critical=0 --report issue.md || code=$?
if [[ ! -f rescan/complete ]]; then
  echo 'The scan of the released images did not finish.' | tee -a issue.md
  code=1
fi
if ((code == 0)); then
  bash .gitlab/scripts/issue.sh close "${title}" security
else
  bash .gitlab/scripts/issue.sh open "${title}" security issue.md
fi
exit "${code}"
