#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Obtains the tools that pushgate runs or is tested against, and prints the path of each one named:
#
#   ci/tools.sh trivy            -> /home/me/.cache/pushgate/tools/trivy-0.69.3/trivy
#   ci/tools.sh cosign crane     -> two lines
#
# Each is built from source by Go at a pinned version, once, into a cache outside the tree
# (PUSHGATE_TOOLS, by default ${XDG_CACHE_HOME:-~/.cache}/pushgate/tools). Trivy is built from a module of
# our own whose go.sum names every dependency's hash; the others are checked by Go's checksum database.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${PUSHGATE_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/pushgate/tools}

say() { printf 'ci/tools.sh: %s\n' "$*" >&2; }

# Any Go from 1.21 fetches the toolchain that a module asks for.
export GOTOOLCHAIN=${PUSHGATE_GOTOOLCHAIN:-auto}
export GOFLAGS="-mod=mod -buildvcs=false"
export CGO_ENABLED=0

# build NAME VERSION COMMAND...: runs COMMAND with $out set to a fresh folder, and keeps the folder whole or not at all.
build() {
  local name=$1 version=$2
  shift 2
  local home=$cache/$name-$version
  if [ ! -x "$home/$name" ]; then
    command -v go >/dev/null || { say "building $name needs Go 1.21 or newer; install the package golang-go"; exit 1; }
    mkdir -p "$cache"
    exec 9>"$cache/.$name.lock"
    flock 9
    if [ ! -x "$home/$name" ]; then
      say "building $name $version (once; kept in $home)"
      out=$(mktemp -d "$cache/.$name.XXXXXX")
      "$@" >&2 || { rm -rf "$out"; say "could not build $name $version"; exit 1; }
      rm -rf "$home"
      mv "$out" "$home"
    fi
    exec 9>&-
  fi
  printf '%s\n' "$home/$name"
}

from_module() { # the folder of the module, its package, GOEXPERIMENT
  (cd "$1" && GOFLAGS="-mod=readonly -buildvcs=false" GOEXPERIMENT=${3-} go build -trimpath -ldflags "-s -w ${4-}" -o "$out/" "$2")
}

from_version() { GOBIN=$out go install -trimpath -ldflags "-s -w ${2-}" "$1"; }

cosign2() { # the major version before, which many still run, under a name of its own
  from_version github.com/sigstore/cosign/v2/cmd/cosign@v2.6.5 "-X sigs.k8s.io/release-utils/version.gitVersion=v2.6.5" &&
    mv "$out/cosign" "$out/cosign2"
}

for tool in "$@"; do
  case $tool in
    trivy)
      build trivy 0.69.3 from_module "$here/tools/trivy" github.com/aquasecurity/trivy/cmd/trivy jsonv2 \
        "-X github.com/aquasecurity/trivy/pkg/version/app.ver=0.69.3" ;;
    cosign)
      build cosign 3.1.3 from_version github.com/sigstore/cosign/v3/cmd/cosign@v3.1.3 \
        "-X sigs.k8s.io/release-utils/version.gitVersion=v3.1.3" ;;
    cosign2) build cosign2 2.6.5 cosign2 ;;
    crane) build crane 0.22.1 from_version github.com/google/go-containerregistry/cmd/crane@v0.22.1 ;;
    regctl) build regctl 0.11.7 from_version github.com/regclient/regclient/cmd/regctl@v0.11.7 ;;
    syft) build syft 1.52.0 from_version github.com/anchore/syft/cmd/syft@v1.52.0 "-X main.version=1.52.0" ;;
    opa) build opa 1.22.2 from_version github.com/open-policy-agent/opa@v1.22.2 ;;
    actionlint) build actionlint 1.7.12 from_version github.com/rhysd/actionlint/cmd/actionlint@v1.7.12 ;;
    *) say "unknown tool '$tool'; expected actionlint, trivy, cosign, cosign2, crane, opa, regctl or syft"; exit 2 ;;
  esac
done
