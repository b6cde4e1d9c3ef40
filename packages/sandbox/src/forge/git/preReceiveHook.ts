/**
 * Judges each ref of a push. `FORGE_RULES` holds a line for each ref with rules: what to look for in its commits, the
 * title of a refusal, reasons that are known already, and the ref, which comes last because it may hold the separator.
 */
export const preReceiveHook = `#!/bin/sh
zero=0000000000000000000000000000000000000000

new_commits() {
  if [ "$before" = "$zero" ]; then
    git rev-list "$@" "$after" --not --all
  else
    git rev-list "$@" "$before..$after"
  fi
}

refuse() {
  [ -n "$named" ] || echo "error: $title"
  named=yes
  echo "error: $1"
  status=1
}

unsigned() {
  for commit in $(new_commits); do
    git cat-file commit "$commit" | sed '/^$/q' | grep -Eq '^gpgsig(-sha256)? ' || return 0
  done
  return 1
}

judge() {
  named=
  [ -z "$refusal" ] || refuse "$refusal"
  for rule in $rules; do
    case "$rule" in
      non_fast_forward)
        git merge-base --is-ancestor "$before" "$after" || refuse "Cannot force-push to this branch"
        ;;
      required_linear_history)
        [ -z "$(new_commits --merges --max-count=1)" ] || refuse "This branch must not contain merge commits."
        ;;
      required_signatures)
        ! unsigned || refuse "Commits must have verified signatures."
        ;;
    esac
  done
}

status=0
while read -r before after ref; do
  while IFS='|' read -r rules title refusal name; do
    [ "$name" != "$ref" ] || judge
  done <<EOF
$FORGE_RULES
EOF
done
exit $status
`;
