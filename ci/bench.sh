#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The speed and memory of `pushgate sbom` beside its peers, on the same images, in one run, as Markdown:
#
#   ci/bench.sh [RUNS]                   3 where nothing is said
#   ci/bench.sh --write [RUNS]           into docs/performance.md, too
#
# The floor is what no SBOM of a checked image can be faster than: SHA-256 of the blobs, inflate by igzip, SHA-256 of the
# tars, side by side over the cores. Figures are only worth comparing within one run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ "${1:-}" = --write ]; then
  shift
  "$0" "$@" | tee docs/performance.md.new
  mv docs/performance.md.new docs/performance.md
  exit
fi
runs=${1:-3}

ci/packages.sh build quickstart bench
cmake --preset release >/dev/null
cmake --build build/release -j "$(nproc)" --target pushgate retention_bench >/dev/null
pushgate=$PWD/build/release/pushgate
trivy=$(ci/tools.sh trivy)
syft=$(ci/tools.sh syft)

images=${XDG_CACHE_HOME:-$HOME/.cache}/pushgate/images
layout=$images/bench
ci/bench/image.sh "$layout"
python3 ci/bench/scaling_images.py "$images/scaling"
python3 ci/bench/memory_images.py "$images/memory"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

floor=""
for blob in $(skopeo inspect "oci:$layout:bench" | jq -r '.Layers[]'); do
  file=$layout/blobs/sha256/${blob#sha256:}
  floor+="openssl dgst -sha256 '$file' &"$'\n'"igzip -d -c '$file' | openssl dgst -sha256 &"$'\n'
done
floor+="wait"
offline="--skip-db-update --offline-scan --skip-version-check --disable-telemetry --quiet"
trivy_image="$trivy image --input $layout --format cyclonedx $offline -o $work/trivy.json --cache-dir"

measure() { python3 ci/bench/measure.py "$@"; }
# Ten services on one family: the family's layer and a small one of their own each.
ten_services() {
  local services="" i
  for i in 0 1 2 3 4 5 6 7 8 9; do services+="$pushgate sbom oci:$images/services:service-$i --cache-dir $work/$1 -o $work/service.json && "; done
  echo "rm -rf $work/$1 && $services true"
}
ci/bench/services.sh "$layout" "$images/services"

cat <<E2
<!-- SPDX-License-Identifier: Apache-2.0; written by ci/bench.sh --write -->
# Performance

\`ci/bench.sh --write\` makes this page: whole commands, in turns, the median of $runs runs after one that is not counted, on
$(nproc) cores. Only figures of one table are worth comparing.

## Beside its peers
Two gzip layers, $(du -ch "$layout"/blobs/sha256/* | tail -1 | cut -f1)B compressed, a Debian root and a large site-packages. The floor is SHA-256 of the blobs, inflate by
igzip and SHA-256 of the tars as processes with pipes between them, which one process can undercut.

E2
"$pushgate" sbom "oci:$layout:bench" --cache-dir "$work/warm" -o "$work/sbom.json" >/dev/null
$trivy_image "$work/trivy-warm"
measure "$runs" \
  "pushgate sbom, cold=rm -rf $work/cold && exec $pushgate sbom oci:$layout:bench --cache-dir $work/cold -o $work/cold.json" \
  "floor=$floor" \
  "Trivy 0.69.3, cold=rm -rf $work/trivy && exec $trivy_image $work/trivy" \
  "Syft 1.52.0=SYFT_CHECK_FOR_APP_UPDATE=false exec $syft scan oci-dir:$layout -o cyclonedx-json=$work/syft.json"

printf '\n## Again, with layer facts in the cache\n\n'
measure "$runs" \
  "pushgate sbom, warm=exec $pushgate sbom oci:$layout:bench --cache-dir $work/warm -o $work/warm.json" \
  "Trivy 0.69.3, warm=exec $trivy_image $work/trivy-warm" \
  "ten services on one family=$(ten_services family)" \
  "one of them, cold=rm -rf $work/one && exec $pushgate sbom oci:$images/services:service-0 --cache-dir $work/one -o $work/one.json"

printf '\n## Memory, whatever the layers hold\n\n'
memory=()
for folder in "$images"/memory/*/; do
  name=$(basename "$folder")
  memory+=("$name=rm -rf $work/m && exec $pushgate sbom oci:${folder%/} --cache-dir $work/m -o $work/m.json")
done
measure 1 "${memory[@]}"

printf '\n## The same content in more layers\n\n1,000 packages and 20,000 files; the last column is for one layer.\n\n'
layers=()
for n in 1 10 100; do layers+=("$n layers:$n=rm -rf $work/l && exec $pushgate sbom oci:$images/scaling:layers-$n --cache-dir $work/l -o $work/l.json"); done
measure --each "$runs" "${layers[@]}"

printf '\n## More packages\n\nHalf of them debs, half Python distributions; the last column is for one package.\n\n'
packages=()
for n in 1 10 100; do packages+=("${n},000 packages:${n}000=rm -rf $work/p && exec $pushgate sbom oci:$images/scaling:packages-${n}k --cache-dir $work/p -o $work/p.json"); done
measure --each "$runs" "${packages[@]}"

printf '\n## What the proof of Python files costs\n\n'
printf 'The image of the first table, nearly all Python. The gate reads every layer anew, hashes each Python file, and holds it against its\nRECORD; Trivy is left out of it. The SBOM alone needs none of these hashes; policy and reports count against the gate, too.\n\n'
gate_collects="$pushgate gate oci:$layout:bench --trivy /bin/false --evidence $work/evidence; test \$? -eq 3"
measure "$runs" \
  "pushgate sbom, cold=rm -rf $work/cold && exec $pushgate sbom oci:$layout:bench --cache-dir $work/cold -o $work/cold.json" \
  "pushgate gate without Trivy=$gate_collects"

printf '\n## Push\n\nThe image of the first table from its layout to docker-registry on loopback, into an empty storage each time; pushgate with its\nreceipt, and everything read back.\n\n'
ci/bench/push.sh "$pushgate" "$layout" "$runs"

wheels=$(ci/bench/wheels.sh)
printf '\n## Hashes of %s wheels, %sB\n\n' "$(find "$wheels" -name '*.whl' | wc -l)" "$(du -ch "$wheels"/*.whl | tail -1 | cut -f1)"
measure "$runs" \
  "pushgate wheel hash=exec $pushgate wheel hash $wheels" \
  "sha256sum, $(nproc) side by side=ls $wheels/*.whl | xargs -P $(nproc) -n 4 sha256sum" \
  "openssl dgst, one=exec openssl dgst -sha256 $wheels/*.whl" \
  "pip hash=exec python3 -m pip hash $wheels/*.whl"

printf '\n## Checks of the same wheels\n\nEvery member unpacked and held against RECORD.\n\n'
measure "$runs" "pushgate wheel check=exec $pushgate wheel check $wheels" "python3 -m zipfile -t, $(nproc) side by side=ls $wheels/*.whl | xargs -P $(nproc) -n 1 python3 -m zipfile -t"

printf '\n## 200 images of a fleet, verified over a link of 50 ms\n\nEach with a signature and two attestations; the last column is for one image. '
ci/bench/verify_fleet.sh "$pushgate" "$runs"

printf '\n## Retention planned\n\nA repository in memory: of each five manifests two platforms, their index, its signature and its SBOM; the last column is for one.\n\n'
retention=()
for n in 2000 20000; do retention+=("$n manifests:$n=exec build/release/ci/bench/retention_bench $n"); done
measure --each "$runs" "${retention[@]}"
