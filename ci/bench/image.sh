#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the benchmark's image: two gzip layers, about 1.2 GB unpacked, a Debian root and a large site-packages.
#
#   ci/bench/image.sh LAYOUT        (an OCI layout, image LAYOUT:bench; kept where it exists already)
set -euo pipefail
layout=$1
[ ! -f "$layout/.complete" ] || exit 0
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "bench: making a Debian root and installing wheels (once)" >&2
SOURCE_DATE_EPOCH=1700000000 mmdebstrap --quiet --variant=minbase \
  --include=python3,python3-requests,ca-certificates,curl,git,perl,openssl bookworm "$work/root.tar" >"$work/log" 2>&1 ||
  { tail -20 "$work/log" >&2; exit 1; }
site=usr/local/lib/python3.11/dist-packages
mkdir -p "$work/packages/$site"
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --only-binary=:all: --no-compile \
  --platform manylinux2014_x86_64 --platform manylinux_2_28_x86_64 --python-version 3.11 --implementation cp \
  --target "$work/packages/$site" -r "$here/requirements.txt"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@1700000000 -C "$work/packages" -cf "$work/packages.tar" .

rm -rf "$layout"
umoci init --layout "$layout"
umoci new --image "$layout:bench"
umoci raw add-layer --image "$layout:bench" "$work/root.tar"
umoci raw add-layer --image "$layout:bench" "$work/packages.tar"
umoci config --image "$layout:bench" --architecture amd64 --os linux
umoci gc --layout "$layout"
touch "$layout/.complete"
