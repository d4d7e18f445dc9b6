#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# How long `pushgate audit import` takes for SBOMs of 300 components, and `pushgate audit query` over them, as a Markdown
# table:
#
#   ci/bench/audit.sh PUSHGATE [SBOMS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
pushgate=$1 count=${2:-10000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 ci/bench/audit_sboms.py "$work/sboms" "$count"

timed() {
  local begin end
  begin=$(date +%s%N)
  "$pushgate" "$@" --db "$work/audit.db" >"$work/out"
  end=$(date +%s%N)
  echo "$(((end - begin) / 1000000))"
}

took=$(timed audit import "$work/sboms")
echo "| what | time |"
echo "|---|---|"
echo "| import of $count | $took ms, $((count * 1000 / took)) a second |"
layer=sha256:$(printf '%064x' 7)
while read -r words; do
  # shellcheck disable=SC2086  # the words are options
  took=$(timed audit query $words)
  echo "| \`$words\`, $(wc -l <"$work/out") lines | $took ms |"
done <<END
--package xz --versions 5.6 --since 2026-03-01 --until 2026-03-31
--package deb-package-7
--purl pkg:pypi/pypi-package-8 --versions >=2.0,<2.5
--license 0BSD
--license GPL-2.0-only --service api
--cve CVE-2024-3094
--layer $layer --package deb-package-7
--layer $layer
--since 2026-03-01 --until 2026-03-02
--signer release
--license MIT --by package
--by package --format json
--license MIT
--license MIT --format csv
--license MIT --format json
END
