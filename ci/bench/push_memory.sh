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
cosign=$(ci/tools.sh cosign)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

digest=$(python3 ci/bench/zero_image.py "$work/layout" "$size")
export COSIGN_PASSWORD=""
"$pushgate" key generate --output-key-prefix "$work/cosign" >/dev/null
# What a gate would sign, by hand: the gate would look into the layer, and this is about the way.
printf '{"verifier":{"id":"https://pushgate.dev/gate/v1"},"timeVerified":"2026-01-01T00:00:00Z","resourceUri":"index.json","policy":{"digest":{"sha256":"%s"}},"inputAttestations":[],"verificationResult":"PASSED"}' "${digest#sha256:}" >"$work/predicate.json"
"$cosign" attest-blob --key "$work/cosign.key" --tlog-upload=false --use-signing-config=false -y --type https://slsa.dev/verification_summary/v1 \
  --predicate "$work/predicate.json" --hash "${digest#sha256:}" --bundle "$work/bundle.json" "$work/layout/index.json" 2>/dev/null
jq -c .dsseEnvelope "$work/bundle.json" >"$work/receipt.json"

ci/bench/fresh_registry.sh "$work/registry" "$port"
cd "$work"
/usr/bin/time -f %M -o "$work/peak" "$pushgate" push "oci:$work/layout:zeros" "127.0.0.1:$port/zeros:v1" --receipt "$work/receipt.json" --key "$work/cosign.pub" >"$work/log" ||
  { cat "$work/log" >&2; exit 1; }
cd - >/dev/null
peak=$(($(cat "$work/peak") / 1024))
echo "a layer of $size GB: $peak MB"
[ "$peak" -lt 64 ]
