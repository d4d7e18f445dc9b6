#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Verifies, in a GitHub Actions job, what a run pushed: every repository of IMAGES (a JSON list) at TAG, by PUBLIC_KEY. All of them
# are always asked. Ends with 1 where one is refused, with 3 where one could not be asked, with 0 where all are good.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ci/action/outputs.sh
source "$here/outputs.sh"

refused=0 unasked=0
list=$(jq -r '.[]' <<<"${IMAGES:?}")
while read -r image; do
  code=0
  without_commands pushgate verify "$image:${TAG:?}" --key "${PUBLIC_KEY:?}" --require signature,sbom,receipt || code=$?
  case $code in
    0) ;;
    1) refused=$((refused + 1)) ;;
    *) unasked=$((unasked + 1)) ;;
  esac
done <<<"$list"
[ "$refused" = 0 ] || stop 1 "$refused of $(jq length <<<"$IMAGES") images are not what the gate pushed"
[ "$unasked" = 0 ] || stop 3 "$unasked of $(jq length <<<"$IMAGES") images could not be verified"
