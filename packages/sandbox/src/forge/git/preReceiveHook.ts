/** Refuses what would move a protected branch; `FORGE_PROTECTED_REFS` is set for pushers who are bound by it. */
export const preReceiveHook = `#!/bin/sh
status=0
while read -r before after ref; do
  case " $FORGE_PROTECTED_REFS " in
    *" $ref "*)
      echo "error: GH006: Protected branch update failed for $ref."
      status=1
      ;;
  esac
done
exit $status
`;
