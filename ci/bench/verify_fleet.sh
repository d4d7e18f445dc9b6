#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# How long `pushgate verify --fleet` takes for 200 images, each with a signature and two attestations, in a registry without the
# referrers API behind a link of 50 ms, as a Markdown table:
#
#   ci/bench/verify_fleet.sh PUSHGATE RUNS
#
# The registry answers for one image, which was pushed and signed, under every name.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
pushgate=$1 runs=$2
crane=$(ci/tools.sh crane)
cosign=$(ci/tools.sh cosign)
work=$(mktemp -d)
servers=()
# shellcheck disable=SC2317  # called by the trap
clean() {
  [ ${#servers[@]} = 0 ] || kill "${servers[@]}"
  rm -rf "$work"
}
trap clean EXIT

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$work/registry.yml" <<E2
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: $work/registry}}
http: {addr: '127.0.0.1:$port'}
E2
docker-registry serve "$work/registry.yml" >/dev/null 2>&1 &
servers+=($!)
until "$crane" catalog "127.0.0.1:$port" >/dev/null 2>&1; do sleep 0.1; done

export COSIGN_PASSWORD=bench
"$pushgate" key generate --output-key-prefix "$work/cosign" >/dev/null
tag=20250810-9c99cc9
image=127.0.0.1:$port/bench/app
echo content >"$work/file"
tar -C "$work" -cf "$work/layer.tar" file
"$crane" append --new_layer "$work/layer.tar" --new_tag "$image:unlabelled" >/dev/null 2>&1
"$crane" mutate --label org.opencontainers.image.revision=9c99cc9000000000000000000000000000000000 --tag "$image:$tag" "$image:unlabelled" >/dev/null 2>&1
image=$image@$("$crane" digest "$image:$tag")
quiet=(--key "$work/cosign.key" --tlog-upload=false --use-signing-config=false -y)
"$cosign" sign "${quiet[@]}" "$image" 2>/dev/null
echo '{"bomFormat":"CycloneDX"}' >"$work/predicate.json"
for type in cyclonedx https://slsa.dev/verification_summary/v1; do
  "$cosign" attest "${quiet[@]}" --type "$type" --predicate "$work/predicate.json" "$image" 2>/dev/null
done

python3 tests/e2e/support/slow_registry.py "127.0.0.1:$port" bench/app 50 >"$work/address" &
servers+=($!)
until [ -s "$work/address" ]; do sleep 0.1; done
address=$(cat "$work/address")
{
  printf 'version: 1\nregistry: %s/fleet\ntag: YYYYMMDD-<git_sha>\nsigners: [{name: bench, key: cosign.pub}]\nservices:\n' "$address"
  for ((i = 0; i < 200; ++i)); do printf '  app%s: {}\n' "$i"; done
} >"$work/pushgate.yaml"

verify="$pushgate verify --fleet $work/pushgate.yaml --tag $tag --require signature"
$verify >/dev/null
counted=$(curl -sf "http://$address/_counts")
printf '%s requests, over %s connections.\n\n' "$(jq .requests <<<"$counted")" "$(jq .connections <<<"$counted")"
python3 ci/bench/measure.py --each "$runs" "8 at once:200=exec $verify" "32 at once:200=exec $verify --jobs 32"
