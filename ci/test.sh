#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Everything that CI checks, on this machine: installs what is missing, builds with warnings as errors and assertions
# on, formats, lints, and runs unit, conformance and end-to-end tests, with the unit tests again under
# AddressSanitizer and UndefinedBehaviorSanitizer, where each parser is fuzzed for 10 seconds, too. Ends with ctest's summary.
#
# Kept outside the tree, so that a second run takes minutes: ccache's cache, tools built from source and example
# images (~/.cache/pushgate), what clang-tidy has seen.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cores=$(nproc)
started=$SECONDS
step() { printf '\n== %s (%d:%02d)\n' "$1" $(((SECONDS - started) / 60)) $(((SECONDS - started) % 60)); }

step "packages"
ci/packages.sh build test
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

step "layout and format"
python3 tests/lint/lint.py
git ls-files '*.cpp' '*.hpp' | xargs clang-format-16 --dry-run --Werror
git ls-files '*.sh' .ci/run | xargs shellcheck

step "build"
cmake --preset ci >build-ci.log 2>&1 || { cat build-ci.log; exit 1; }
rm -f build-ci.log
cmake --build build/ci -j "$cores" -- --quiet

step "clang-tidy on what changed"
python3 tests/lint/tidy.py build/ci "$cores"

step "tools"
ci/tools.sh trivy cosign cosign2 crane opa regctl syft

step "sanitizers: build"
cmake --preset asan >/dev/null
cmake --build build/asan -j "$cores" -- --quiet

step "sanitizers: unit and conformance tests"
ctest --test-dir build/asan -j "$cores" --output-on-failure --no-tests=error --progress -L 'unit|conformance|fuzz'

step "sanitizers: 10 seconds of fuzzing for each parser"
# The same chance each time: a change is judged by what it brings. ci/fuzz.sh by hand draws anew.
PUSHGATE_FUZZ_SEED=1 ci/fuzz.sh 10

step "all tests"
ctest --test-dir build/ci -j "$cores" --output-on-failure --no-tests=error --schedule-random
