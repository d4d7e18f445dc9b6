#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Puts pushgate on the PATH of a GitHub Actions job.
#
#   install.sh identity   sets the output `identity`: what the cache keeps it under
#   install.sh            a release tarball, where VERSION is set and SHA256 says which file that is; else a build of the
#                         sources that this script lies in. What is in TOOLS (a folder that is cached) is used as it is
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ci/action/outputs.sh
source "$here/outputs.sh"
sources=$(cd "$here/../.." && pwd)

VERSION=${VERSION-}
SHA256=${SHA256-}
RELEASES=${RELEASES:-https://github.com/${GITHUB_ACTION_REPOSITORY:-pushgate/pushgate}/releases/download}

if [ -n "$VERSION" ]; then
  [[ $VERSION =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || stop 2 "version '$VERSION' is none; expected MAJOR.MINOR.PATCH"
  [[ $SHA256 =~ ^[0-9a-f]{64}$ ]] || stop 2 "version $VERSION needs sha256, the 64 hexadecimal digits of its tarball; the release page lists them"
  identity=$VERSION-$SHA256
else
  # What the binary is made of, whether or not git is there: a downloaded action has no history.
  identity=$(cd "$sources" && find CMakeLists.txt CMakePresets.json cmake policies sbom scanners src -type f -print0 |
    sort -z | xargs -0 sha256sum | sha256sum | cut -c1-32)
fi
if [ "${1-}" = identity ]; then
  set_output identity "$identity"
  exit 0
fi

TOOLS=${TOOLS:?}
home=$TOOLS/pushgate-$identity
if [ ! -x "$home/pushgate" ]; then
  mkdir -p "$TOOLS"
  work=$(mktemp -d "$TOOLS/.pushgate.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  if [ -n "$VERSION" ]; then
    name=pushgate-$VERSION-linux-$(uname -m).tar.gz
    curl -fsSL --proto '=https,file' --proto-redir '=https' --retry 3 --max-filesize 200000000 -o "$work/$name" "$RELEASES/v$VERSION/$name" ||
      stop 3 "$RELEASES/v$VERSION/$name cannot be downloaded"
    found=$(sha256sum "$work/$name" | cut -d' ' -f1)
    [ "$found" = "$SHA256" ] || stop 1 "$name has the SHA-256 $found; expected $SHA256"
    mkdir "$work/unpacked"
    tar -xzf "$work/$name" -C "$work/unpacked" --strip-components=1 --no-same-owner
  else
    echo "building pushgate from $sources"
    "$sources/ci/packages.sh" build
    build() {
      (cd "$sources" && cmake --preset release -B "$work/build" && cmake --build "$work/build" --target pushgate)
    }
    build >"$work/log" 2>&1 || { without_commands tail -40 "$work/log"; stop 3 "pushgate cannot be built; the log above says why"; }
    mkdir "$work/unpacked"
    cp "$work/build/pushgate" "$work/unpacked/"
  fi
  [ -x "$work/unpacked/pushgate" ] || stop 1 "the tarball of pushgate $VERSION holds no pushgate"
  rm -rf "$home"
  mv "$work/unpacked" "$home"
fi
# A tarball brings no libraries; the packages that a build needs do.
! ldd "$home/pushgate" | grep -q 'not found' || "$sources/ci/packages.sh" build
"$home/pushgate" --version
echo "$home" >>"${GITHUB_PATH:?}"
