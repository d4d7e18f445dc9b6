#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Trivy's vulnerability database for a GitHub Actions job.
#
#   database.sh digest   sets the output `digest`: that of the database in its registry today
#   database.sh          puts the database of exactly that DIGEST into CACHE, where it is not there yet
#
# DATABASE is its repository and tag. A database that a cache kept is used only under its own digest.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ci/action/outputs.sh
source "$here/outputs.sh"

DATABASE=${DATABASE:-ghcr.io/aquasecurity/trivy-db:2}
plain=()
case $DATABASE in 127.0.0.1:* | localhost:*) plain=(--tls-verify=false) ;; esac

if [ "${1-}" = digest ]; then
  manifest=$(mktemp)
  trap 'rm -f "$manifest"' EXIT
  skopeo inspect --raw "${plain[@]}" --no-creds "docker://$DATABASE" >"$manifest" || stop 3 "$DATABASE cannot be asked for its digest"
  set_output digest "$(sha256sum "$manifest" | cut -d' ' -f1)"
  exit 0
fi

[ ! -f "${CACHE:?}/db/trivy.db" ] || exit 0
rm -rf "$CACHE"
mkdir -p "$CACHE"
insecure=()
[ ${#plain[@]} -eq 0 ] || insecure=(--insecure)
"${TRIVY:?}" image --quiet --no-progress --disable-telemetry --skip-version-check --cache-dir "$CACHE" --download-db-only \
  "${insecure[@]}" --db-repository "${DATABASE%:*}@sha256:${DIGEST:?}" || stop 3 "the database $DATABASE cannot be downloaded"
