#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The speed of `pushgate sbom` beside its peers, on one image, in one run:
#
#   ci/bench.sh [RUNS]
#
# The floor is what no SBOM of a checked image can be faster than: SHA-256 of the blobs, inflate by igzip, SHA-256 of the
# tars, side by side over the cores. Figures are only worth comparing within one run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
runs=${1:-3}

ci/packages.sh build quickstart bench
cmake --preset release >/dev/null
cmake --build build/release -j "$(nproc)" --target pushgate >/dev/null
pushgate=$PWD/build/release/pushgate
trivy=$(ci/tools.sh trivy)
syft=$(ci/tools.sh syft)

layout=${XDG_CACHE_HOME:-$HOME/.cache}/pushgate/images/bench
ci/bench/image.sh "$layout"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

floor=""
for blob in $(skopeo inspect "oci:$layout:bench" | jq -r '.Layers[]'); do
  file=$layout/blobs/sha256/${blob#sha256:}
  floor+="openssl dgst -sha256 '$file' &"$'\n'"igzip -d -c '$file' | openssl dgst -sha256 &"$'\n'
done
floor+="wait"

"$pushgate" sbom "oci:$layout:bench" --cache-dir "$work/warm" -o "$work/sbom.json"
echo "$(jq '.components | length' "$work/sbom.json") components; layers: $(du -ch "$layout"/blobs/sha256/* | tail -1 | cut -f1) compressed"
python3 ci/bench/measure.py "$runs" \
  "pushgate sbom, cold=rm -rf $work/cold && exec $pushgate sbom oci:$layout:bench --cache-dir $work/cold -o $work/cold.json" \
  "pushgate sbom, warm=exec $pushgate sbom oci:$layout:bench --cache-dir $work/warm -o $work/warm.json" \
  "syft=SYFT_CHECK_FOR_APP_UPDATE=false exec $syft scan oci-dir:$layout -o cyclonedx-json=$work/syft.json" \
  "trivy image, cold=rm -rf $work/trivy && exec $trivy image --input $layout --format cyclonedx --cache-dir $work/trivy --skip-db-update --offline-scan --skip-version-check --disable-telemetry --quiet -o $work/trivy.json" \
  "floor=$floor"
