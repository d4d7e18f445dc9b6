#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fuzzes every parser under AddressSanitizer and UndefinedBehaviorSanitizer:
#
#   ci/fuzz.sh SECONDS [TARGET…]     so long for each target; all of them where none is named
#
# PUSHGATE_FUZZ_SEED is what chance starts from, another one each time where it is not set.
#
# What breaks a target is kept in build/fuzz/broken and named. What it finds on the way stays in build/fuzz/found, and is
# where the next run goes on; tests/fuzz/corpus has what is worth keeping.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:?usage: ci/fuzz.sh SECONDS [TARGET…]}
shift

build=build/asan
[ -x "$build/tests/fuzz/pushgate-fuzz" ] || { cmake --preset asan >/dev/null && cmake --build "$build" -j "$(nproc)" --target pushgate-fuzz pushgate-replay -- --quiet; }
work=build/fuzz
mkdir -p "$work/broken" "$work/log"
python3 tests/fuzz/seeds.py "$work/seeds"
targets=$*
[ -n "$targets" ] || targets=$("$build/tests/fuzz/pushgate-replay" --list)

fuzz_one() {
  local target=$1 found=$work/found/$1 kept=tests/fuzz/corpus/$1
  mkdir -p "$found"
  [ -d "$kept" ] || kept=""
  # shellcheck disable=SC2086
  if PUSHGATE_FUZZ=$target "$build/tests/fuzz/pushgate-fuzz" "$found" "$work/seeds/$target" $kept \
    -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
    -seed="${PUSHGATE_FUZZ_SEED:-0}" -artifact_prefix="$work/broken/$target-" >"$work/log/$target" 2>&1; then
    printf '%-20s %s runs, %s inputs\n' "$target" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log/$target")" "$(find "$found" -type f | wc -l)"
  else
    printf '%-20s BROKEN, see %s\n' "$target" "$work/log/$target"
    grep -m 3 -E 'Assertion|ERROR|SUMMARY' "$work/log/$target" || tail -5 "$work/log/$target"
    return 1
  fi
}
export -f fuzz_one
export seconds build work
# shellcheck disable=SC2086
printf '%s\n' $targets | xargs -P "$(nproc)" -I{} bash -c 'fuzz_one {}'
