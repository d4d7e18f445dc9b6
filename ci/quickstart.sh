#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From a fresh Debian 12 or Ubuntu 24.04 with Go to a refusal and a pass, on a real image:
#
#   ci/quickstart.sh [--sample]
#
# Installs packages, builds a release, obtains Trivy (built once from hash-locked sources; one on PATH that the policy
# allows is used), makes an example image, starts a registry on loopback and gates two versions of the image. With
# --sample, or where Trivy's own database cannot be downloaded, a sample database is used, and the output says so.
# Everything it makes is in build/quickstart and in the cache folder; it can be run again and ends what it started.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

sample=no
case ${1-} in
  "") ;;
  --sample) sample=yes ;;
  *) echo "usage: ci/quickstart.sh [--sample]" >&2; exit 2 ;;
esac

home=build/quickstart
cores=$(nproc)
say() { printf '%s\n' "$*"; }
made() { printf '  %-12s%s\n' "$1" "$2"; }
quiet() { # runs a command and shows its output only where it fails
  "$@" >"$home/log" 2>&1 || { tail -40 "$home/log" >&2; say "ci/quickstart.sh: this failed: $*" >&2; exit 1; }
}

mkdir -p "$home"
say "Setting up (the first time takes a while: a build, and Trivy from source)"
ci/packages.sh build quickstart
command -v go >/dev/null || { say "ci/quickstart.sh: Go 1.21 or newer is needed to build Trivy; see https://go.dev/dl" >&2; exit 1; }

quiet cmake --preset release
quiet cmake --build build/release -j "$cores" --target pushgate
pushgate=build/release/pushgate
made pushgate "$("$pushgate" --version)"

trivy=$(command -v trivy || true)
if [ -z "$trivy" ] || [ "$("$trivy" --version 2>/dev/null | sed -n 's/^Version: //p')" != 0.69.3 ]; then
  trivy=$(ci/tools.sh trivy)
fi
made trivy "$trivy"

layout=$home/layout
rm -rf "$layout"
revision=$(git rev-parse HEAD 2>/dev/null || echo 9c99cc9d3f5f2ab0c1d2e3f405162738495a6b7c)
tag=$(date -u +%Y%m%d)-${revision:0:7}
good_wheels=$(ci/example_image.sh examples/app/requirements.lock "$layout:good" "$revision")
bad_wheels=$(ci/example_image.sh examples/app/requirements-vulnerable.lock "$layout:vulnerable" "$revision")
made images "$layout (good, vulnerable)"

database=$home/trivy
if [ "$sample" = no ] && timeout 300 "$trivy" image --quiet --cache-dir "$database" --download-db-only >"$home/log" 2>&1; then
  made database "Trivy's own, downloaded just now"
else
  (cd tests/support/trivydb && CGO_ENABLED=0 GOTOOLCHAIN=auto GOFLAGS="-mod=readonly -buildvcs=false" go build -o "../../../$home/trivydb" .)
  rm -rf "$database"
  quiet "$home/trivydb" -advisories tests/support/advisories/sample.yaml -out "$database"
  made database "SAMPLE ADVISORIES (tests/support/advisories/sample.yaml): a dozen true ones, not the state of the world"
fi

# A private key and a registry of this run alone.
rm -rf "$home/registry" "$home/cosign.key" "$home/cosign.pub"
COSIGN_PASSWORD=$(head -c 24 /dev/urandom | base64)
export COSIGN_PASSWORD
quiet "$pushgate" key generate --output-key-prefix "$home/cosign"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$home/registry.yml" <<EOF
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: $PWD/$home/registry}}
http: {addr: "127.0.0.1:$port"}
EOF
docker-registry serve "$home/registry.yml" >"$home/registry.log" 2>&1 &
registry=$!
trap 'kill "$registry" 2>/dev/null; wait "$registry" 2>/dev/null || true' EXIT
for _ in $(seq 100); do curl -fs "http://127.0.0.1:$port/v2/" >/dev/null && break; sleep 0.1; done
made registry "127.0.0.1:$port, holds $(curl -fs "http://127.0.0.1:$port/v2/_catalog")"

reference=127.0.0.1:$port/example/app:$tag
failures=0
# run EXPECTED COMMAND...: shows the command, its output and its exit code, which must be the expected one
run() {
  local expected=$1 code=0
  shift
  printf '\n$ pushgate'
  printf ' %s' "$@"
  printf '\n'
  "$pushgate" "$@" || code=$?
  say "exit code $code"
  [ "$code" = "$expected" ] || { say "ci/quickstart.sh: expected exit code $expected" >&2; failures=1; }
}
gate() { # EXPECTED IMAGE LOCK WHEELHOUSE EVIDENCE
  run "$1" gate "oci:$layout:$2" --fleet examples/app/pushgate.yaml --service app --lock "$3" --wheelhouse "$4" \
    --trivy "$trivy" --trivy-cache "$database" --key "$home/cosign.key" --push "$reference" --evidence "$5"
}

say
say "1. An image whose lock has a known HIGH vulnerability"
gate 1 vulnerable examples/app/requirements-vulnerable.lock "$bad_wheels" "$home/evidence-refused"
say "the registry holds: $(curl -fs "http://127.0.0.1:$port/v2/_catalog")"

say
say "2. The repaired one"
gate 0 good examples/app/requirements.lock "$good_wheels" "$home/evidence"
run 0 verify "$reference" --key "$home/cosign.pub" --require signature,sbom,receipt
say "the registry holds: $(curl -fs "http://127.0.0.1:$port/v2/_catalog")"

say
say "The evidence is in build/quickstart/evidence; read report.md first. Unfixed findings that the example policy"
ignored=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1])).get("unfixed_ignored", 0))' "$home/evidence/decision.json")
say "(examples/app/policy.yaml, ignore_unfixed: true) let pass in the second image: $ignored."
exit "$failures"
