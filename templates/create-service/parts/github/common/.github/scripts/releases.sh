#!/usr/bin/env bash
# Prints matrix=… for the nightly scan: the three newest releases, and what an environment runs, each once.
#   releases.sh <folder of the manifests repository>
# Reads IMAGE; needs kustomize, and GH_TOKEN with `contents: read`.
set -euo pipefail
running=''
for overlay in "$1"/manifests/environments/*/; do
  rendered=$(kustomize build "${overlay}")
  running+=$(grep --only-matching --extended-regexp "${IMAGE}@sha256:[0-9a-f]{64}" <<<"${rendered}" || true)$'\n'
done
# The notes of a release name its digest and commit. Code scanning shows one image, the newest.
matrix=$(
  gh api --paginate "repos/${GITHUB_REPOSITORY}/releases?per_page=100" --jq '.[]' |
    jq --slurp --compact-output --arg running "${running}" '
      ([$running | scan("sha256:[0-9a-f]{64}")] | unique) as $running
      | [.[] | (.body // "") as $notes | {
          version: .tag_name,
          commit: ($notes | capture("commit: (?<it>[0-9a-f]{40})").it),
          digest: ($notes | capture("(?<it>sha256:[0-9a-f]{64})").it)
        }]
      | .[:3] + (.[3:] | map(select(.digest | IN($running[])))) + (
          # A release whose notes are gone still runs.
          $running - map(.digest) | map({version: "digest-\(.[7:19])", commit: "", digest: .})
        )
      | to_entries | map(.value + {newest: (.key == 0 and .value.commit != "")})'
)
echo "matrix=${matrix}"
