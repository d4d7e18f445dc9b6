#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Gives, in a GitHub Actions job, every image that a run staged its tag, in one step or not at all. IMAGES (a JSON list) are the
# repositories, TAG is the tag; EVIDENCE holds an evidence folder for each; MOVING, which may be empty, are tags that follow (`latest
# stable`); PUBLIC_KEY is the key of receipts, FLEET the fleet file. Ends with pushgate's own exit code.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ci/action/outputs.sh
source "$here/outputs.sh"

command=(pushgate push --fleet "${FLEET:?}" --evidence "${EVIDENCE:?}" --tag "${TAG:?}" --key "${PUBLIC_KEY:?}")
images=$(jq -r '.[]' <<<"${IMAGES:?}")
while read -r image; do command+=(--only "$image"); done <<<"$images"
read -ra moving <<<"${MOVING-}"
for tag in "${moving[@]}"; do command+=(--moving "$tag"); done
without_commands "${command[@]}"
