#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Verifies, in a GitHub Actions job, every image of the fleet file FLEET at its newest tag, and what a run pushed: each repository of
# IMAGES (a JSON list) at TAG, by PUBLIC_KEY. All of them are always asked. Ends with 1 where one is not what the gate pushed, with 3
# where one could not be asked, with 0 where all are good.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ci/action/outputs.sh
source "$here/outputs.sh"

report=$(mktemp)
trap 'rm -f "$report"' EXIT
refused=0 unasked=0
count() { # EXIT-CODE
  case $1 in
    0) ;;
    1) refused=1 ;;
    *) unasked=1 ;;
  esac
}

code=0
without_commands pushgate verify --fleet "${FLEET:?}" --key "${PUBLIC_KEY:?}" --format json -o "$report" || code=$?
[ -s "$report" ] || stop "$code" "the fleet could not be verified; the lines above say why"
count "$code"
# Strings as JSON writes them: texts in them are foreign.
without_commands jq -c '(.images[] | [.state, .name]), (.findings[] | {rule, subject, message})' "$report"

# Another branch may have pushed since, and then its tag is the newest.
list=$(jq -r --argjson pushed "${IMAGES:?}" --arg tag "${TAG:?}" '($pushed | map(. + ":" + $tag)) - [.images[].name] | .[]' "$report")
while read -r image; do
  [ -n "$image" ] || continue
  code=0
  without_commands pushgate verify "$image" --key "$PUBLIC_KEY" --require signature,sbom,receipt || code=$?
  count "$code"
done <<<"$list"
[ "$refused" = 0 ] || stop 1 "images of the fleet are not what the gate pushed; the summary says which"
[ "$unasked" = 0 ] || stop 3 "images of the fleet could not be verified; the summary says which"
