#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs `pushgate gate` in a GitHub Actions job. What it is told comes in variables, never in the text of a script, so that no
# input can become a command. Sets the outputs digest, verdict and score; ends with pushgate's own exit code.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ci/action/outputs.sh
source "$here/outputs.sh"

command=(pushgate gate "${IMAGE:?}" --evidence "${EVIDENCE:?}")
option() { [ -z "$2" ] || command+=("$1" "$2"); }
option --service "${SERVICE-}"
option --fleet "${FLEET-}"
option --lock "${LOCK-}"
option --wheelhouse "${WHEELHOUSE-}"
option --base "${BASE-}"
option --policy "${POLICY-}"
option --push "${PUSH-}"
option --since "${SINCE-}"
[ -z "${SINCE-}" ] || command+=(--only-new)
[ "${NO_TAG-}" != true ] || command+=(--no-tag)
[ -z "${COSIGN_PRIVATE_KEY-}" ] || command+=(--key env://COSIGN_PRIVATE_KEY)
option --trivy "${TRIVY-}"
option --trivy-cache "${TRIVY_CACHE-}"

code=0
without_commands "${command[@]}" || code=$?

# Without evidence nothing was decided, and what is not known is never a pass.
said() { # FILE FILTER
  [ ! -f "$EVIDENCE/$1" ] || jq -r "$2 // empty" "$EVIDENCE/$1"
}
digest=$(said subject.json .digest)
verdict=$(said decision.json .verdict)
score=$(said findings.json .score)
[ "$code" != 0 ] || [ "$verdict" = pass ] || { [ -n "${SINCE-}" ] && [ "$verdict" = deny ]; } || stop 3 "pushgate ended with 0 and left no verdict 'pass' in $EVIDENCE"
set_output digest "$digest"
set_output verdict "${verdict:-unknown}"
set_output score "$score"
exit "$code"
