#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs Debian or Ubuntu packages that are not there yet. Prints nothing where all are.
#
#   ci/packages.sh build        what a build needs
#   ci/packages.sh test         what the tests need besides
#   ci/packages.sh bench        what ci/bench.sh needs besides a build
#   ci/packages.sh quickstart   what ci/quickstart.sh needs besides a build
set -euo pipefail

build="cmake ninja-build g++ pkg-config ca-certificates git libssl-dev libarchive-dev nlohmann-json3-dev
  libcurl4-openssl-dev libcli11-dev libisal-dev zlib1g-dev libzstd-dev libsodium-dev libyaml-cpp-dev libfmt-dev
  libexpected-dev libvalijson-dev libsqlite3-dev libtomlplusplus-dev"
image="mmdebstrap debian-archive-keyring umoci skopeo docker-registry curl python3 python3-pip jq"
bench="time isal openssl jq skopeo"
test="ccache libgtest-dev libgmock-dev clang-16 clang-format-16 clang-tidy-16 libclang-rt-16-dev shellcheck buildah npm util-linux
  chromium openssl poppler-utils"

wanted=""
for set in "$@"; do
  case $set in
    bench) wanted+=" $bench" ;;
    build) wanted+=" $build" ;;
    quickstart) wanted+=" $image" ;;
    test) wanted+=" $image $test" ;;
    *) echo "ci/packages.sh: unknown set '$set'; expected build, test, quickstart or bench" >&2; exit 2 ;;
  esac
done

missing=()
for package in $wanted; do
  dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
# A Python or compiler that did not come from a package is as good.
for found in python3:python3 pip3:python3-pip g++:g++ cmake:cmake ninja:ninja-build git:git npm:npm; do
  command -v "${found%%:*}" >/dev/null || continue
  for i in "${!missing[@]}"; do [ "${missing[$i]}" != "${found#*:}" ] || unset "missing[$i]"; done
done
[ ${#missing[@]} -gt 0 ] || exit 0

echo "ci/packages.sh: installing ${missing[*]}" >&2
sudo=""
[ "$(id -u)" = 0 ] || sudo=sudo
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -20 "$log" >&2
  echo "ci/packages.sh: the packages above could not be installed" >&2
  exit 1
fi
