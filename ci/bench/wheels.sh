#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Prints the folder of the wheels of wheels.txt; pip fetches them once, into the cache folder.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
list=$here/wheels.txt
folder=${XDG_CACHE_HOME:-$HOME/.cache}/pushgate/wheels/$(sha256sum "$list" | cut -c1-16)
if [ ! -d "$folder" ]; then
  mkdir -p "$(dirname "$folder")"
  work=$(mktemp -d "$(dirname "$folder")/.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  platforms=()
  for glibc in 2_5 2_12 2_17 2_24 2_27 2_28; do platforms+=(--platform "manylinux_${glibc}_x86_64"); done
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --implementation cp --python-version 3.11 \
    "${platforms[@]}" --platform manylinux1_x86_64 --platform manylinux2010_x86_64 --platform manylinux2014_x86_64 \
    -r "$list" -d "$work/wheels" >&2
  mv "$work/wheels" "$folder"
fi
echo "$folder"
