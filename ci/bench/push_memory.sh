#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Pushes an image with a layer of 4 GB to docker-registry on loopback and says how much memory that took; more than 64 MB is
# a failure. Nothing of the image is on the disk before: the layer is a sparse file of zeros. It takes 4 GB in TMPDIR.
#
#   push_memory.sh PUSHGATE [GB]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
pushgate=$1 size=${2:-4}
work=$(mktemp -d)
trap 'ci/bench/fresh_registry.sh "$work/registry"; rm -rf "$work"' EXIT
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

digest=$(python3 ci/bench/zero_image.py "$work/layout" "$size")
ci/bench/receipt.sh "$pushgate" "$digest" "$work"

ci/bench/fresh_registry.sh "$work/registry" "$port"
cd "$work"
/usr/bin/time -f %M -o "$work/peak" "$pushgate" push "oci:$work/layout:zeros" "127.0.0.1:$port/zeros:v1" --receipt "$work/receipt.json" --key "$work/cosign.pub" >"$work/log" ||
  { cat "$work/log" >&2; exit 1; }
cd - >/dev/null
peak=$(($(cat "$work/peak") / 1024))
echo "a layer of $size GB: $peak MB"
[ "$peak" -lt 64 ]
