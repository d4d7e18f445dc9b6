#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Which family image a service is built on: sets the output `image`, by digest.
#
# FAMILY is the family's repository. Where this run built the family (BUILT: true or false), the image has no tag yet: its digest is
# in EVIDENCE, the folder that its gate left. Else it is the family's newest tag YYYYMMDD-<git_sha>; of several of one day, the one
# whose image was made last.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ci/action/outputs.sh
source "$here/outputs.sh"

plain=()
case ${FAMILY:?} in 127.0.0.1:* | localhost:*) plain=(--tls-verify=false) ;; esac
ask() { skopeo "$1" "${plain[@]}" "${@:2}"; }

newest_tag() {
  local tags day created best='' best_created=''
  tags=$(ask list-tags "docker://$FAMILY" | jq -r '.Tags[] | select(test("^[0-9]{8}-[0-9a-f]{7,40}$"))' | sort -r)
  [ -n "$tags" ] || stop 3 "the family $FAMILY has no tag YYYYMMDD-<git_sha>; build the family first"
  day=${tags%%-*}
  while read -r tag; do
    [ "${tag%%-*}" = "$day" ] || break
    created=$(ask inspect --format '{{.Created.Unix}}' "docker://$FAMILY:$tag")
    if [ -z "$best" ] || [ "$created" -gt "$best_created" ]; then best=$tag best_created=$created; fi
  done <<<"$tags"
  printf '%s\n' "$best"
}

if [ "${BUILT:?}" = true ]; then
  name=$(jq -r .digest "${EVIDENCE:?}/subject.json") || stop 3 "the evidence of the family $FAMILY cannot be read"
  [[ $name =~ ^sha256:[0-9a-f]{64}$ ]] || stop 3 "the evidence of the family $FAMILY names no image"
  name=$FAMILY@$name
else
  name=$FAMILY:$(newest_tag)
fi
digest=$(ask inspect --format '{{.Digest}}' "docker://$name") || stop 3 "the family image $name cannot be asked for its digest"
set_output image "$FAMILY@$digest"
