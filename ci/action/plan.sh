#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What a run of the supply chain builds. FLEET is the fleet file; SINCE, where it is set, the commit before the change.
# Outputs: families and services, each a list of parts, each part a matrix that GitHub takes; images, the repositories that
# they push to; tag.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ci/action/outputs.sh
source "$here/outputs.sh"

# A branch's first push has no commit before it: GitHub says 40 zeros then, and every image is built.
asked=(--fleet "${FLEET:?}")
[ -z "${SINCE-}" ] || asked+=(--changed-since "$SINCE")
matrix() { pushgate matrix "${asked[@]}" "$@" || stop $? "the plan cannot be made; the lines above say why"; }

# `id` names the evidence of a job: an artifact's name may hold letters, digits, dots, dashes and underscores.
parts() { jq -c '[.[] | select(.include != []) | .include[] |= . + {
    name: (.service // .family), id: ([.service // .family, .machine] | map(select(. != null and . != "")) | join("-"))}]'; }

without_commands matrix --format text
levels=$(matrix --format github-output | sed -n 's/^family_levels=//p')
families=$(for ((level = 1; level <= levels; ++level)); do matrix --families --level "$level"; done | jq -cs . | parts)
services=$(matrix --split | jq -r '.include[].chunk' | while read -r chunk; do matrix --chunk "$chunk"; done | jq -cs . | parts)
set_output families "$families"
set_output services "$services"
set_output images "$(jq -cn --argjson a "$families" --argjson b "$services" '[$a[], $b[] | .include[].image] | unique')"
set_output tag "$(date -u +%Y%m%d)-${GITHUB_SHA:0:12}"
