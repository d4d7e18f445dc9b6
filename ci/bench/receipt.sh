#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes a key pair FOLDER/cosign.key, .pub and FOLDER/receipt.json for an image, by hand: a gate would look into its layers,
# and what is measured with it is the way of the bytes alone.
#
#   receipt.sh PUSHGATE DIGEST FOLDER
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
pushgate=$1 digest=${2#sha256:} folder=$3
cosign=$(ci/tools.sh cosign)
export COSIGN_PASSWORD=""
"$pushgate" key generate --output-key-prefix "$folder/cosign" >/dev/null
printf '{"verifier":{"id":"https://pushgate.dev/gate/v1"},"timeVerified":"2026-01-01T00:00:00Z","resourceUri":"bench","policy":{"digest":{"sha256":"%s"}},"inputAttestations":[],"verificationResult":"PASSED"}' "$digest" >"$folder/predicate.json"
: >"$folder/bench" # what cosign takes the subject's name from
"$cosign" attest-blob --key "$folder/cosign.key" --tlog-upload=false --use-signing-config=false -y --type https://slsa.dev/verification_summary/v1 \
  --predicate "$folder/predicate.json" --hash "$digest" --bundle "$folder/bundle.json" "$folder/bench" 2>/dev/null
jq -c .dsseEnvelope "$folder/bundle.json" >"$folder/receipt.json"
