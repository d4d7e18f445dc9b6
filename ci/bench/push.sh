#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The time and memory of `pushgate push` beside its peers, from a layout to docker-registry on loopback, whose storage is
# empty each time, as Markdown:
#
#   push.sh PUSHGATE LAYOUT RUNS         (image LAYOUT:bench)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
pushgate=$1 layout=$2 runs=$3
crane=$(ci/tools.sh crane)
regctl=$(ci/tools.sh regctl)
work=$(mktemp -d)
trap 'ci/bench/fresh_registry.sh "$work/registry"; rm -rf "$work"' EXIT
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
target=127.0.0.1:$port/bench

digest=$(jq -r '.manifests[] | select(.annotations["org.opencontainers.image.ref.name"] == "bench") | .digest' "$layout/index.json")
ci/bench/receipt.sh "$pushgate" "$digest" "$work"

# crane pushes what docker saved, or a layout of one image.
mkdir -p "$work/one"
cp -r --reflink=auto "$layout/blobs" "$layout/oci-layout" "$work/one/"
jq '.manifests |= map(select(.annotations["org.opencontainers.image.ref.name"] == "bench"))' "$layout/index.json" >"$work/one/index.json"

python3 ci/bench/measure.py --before "ci/bench/fresh_registry.sh $work/registry $port" "$runs" \
  "pushgate push=cd $work && exec $pushgate push oci:$layout:bench $target:v1 --receipt $work/receipt.json --key $work/cosign.pub" \
  "regctl image copy=exec $regctl --host reg=127.0.0.1:$port,tls=disabled image copy ocidir://$layout:bench $target:v1" \
  "skopeo copy=exec skopeo copy --quiet --dest-tls-verify=false oci:$layout:bench docker://$target:v1" \
  "crane push=exec $crane push --insecure $work/one $target:v1"
