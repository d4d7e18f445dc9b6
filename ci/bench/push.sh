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
trivy=$(ci/tools.sh trivy)
work=$(mktemp -d)
trap 'ci/bench/fresh_registry.sh "$work/registry"; rm -rf "$work"' EXIT
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
target=127.0.0.1:$port/bench

# A receipt for the image as it is: this is about bytes on their way, not about what is in them.
(cd tests/support/trivydb && CGO_ENABLED=0 GOTOOLCHAIN=auto GOFLAGS="-mod=readonly -buildvcs=false" go build -o "$work/trivydb" .)
"$work/trivydb" -advisories tests/support/advisories/sample.yaml -out "$work/database" >/dev/null
printf 'version: 1\nfail_on: []\nrequire: {scanners: []}\n' >"$work/policy.yaml"
export COSIGN_PASSWORD=""
"$pushgate" key generate --output-key-prefix "$work/cosign" >/dev/null
"$pushgate" gate "oci:$layout:bench" --policy "$work/policy.yaml" --trivy "$trivy" --trivy-cache "$work/database" \
  --key "$work/cosign.key" --evidence "$work/evidence" >"$work/gate.log" || { cat "$work/gate.log" >&2; exit 1; }

# crane pushes what docker saved, or a layout of one image.
mkdir -p "$work/one"
cp -r --reflink=auto "$layout/blobs" "$layout/oci-layout" "$work/one/"
jq '.manifests |= map(select(.annotations["org.opencontainers.image.ref.name"] == "bench"))' "$layout/index.json" >"$work/one/index.json"

python3 ci/bench/measure.py --before "ci/bench/fresh_registry.sh $work/registry $port" "$runs" \
  "pushgate push=cd $work && exec $pushgate push oci:$layout:bench $target:v1 --receipt $work/evidence --key $work/cosign.pub" \
  "regctl image copy=exec $regctl --host reg=127.0.0.1:$port,tls=disabled image copy ocidir://$layout:bench $target:v1" \
  "skopeo copy=exec skopeo copy --quiet --dest-tls-verify=false oci:$layout:bench docker://$target:v1" \
  "crane push=exec $crane push --insecure $work/one $target:v1"
