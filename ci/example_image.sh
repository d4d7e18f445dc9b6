#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the example image: a real Debian 12 root, real packages installed from a hash-locked requirement file, the
# example service on top.
#
#   ci/example_image.sh LOCK LAYOUT:TAG [REVISION]
#
# LAYOUT is an OCI layout that is made where it does not exist. The Debian root and the wheels are kept by content in
# ${XDG_CACHE_HOME:-~/.cache}/pushgate/images, so that a second image costs seconds.
set -euo pipefail

lock=$(realpath "$1")
layout=${2%:*}
tag=${2##*:}
revision=${3:-9c99cc9d3f5f2ab0c1d2e3f405162738495a6b7c}
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/pushgate/images
mkdir -p "$cache"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

packages=ca-certificates,curl,git,python3,python3-requests,python3-setuptools,python3-yaml,tini
recipe=$(printf '%s' "bookworm $packages appuser 2" | sha256sum | cut -c1-16)
root=$cache/debian-$recipe.tar
wheels=$cache/wheels-$(sha256sum "$lock" | cut -c1-16)

if [ ! -f "$root" ]; then
  echo "example image: making a Debian 12 root (once)" >&2
  # shellcheck disable=SC2016  # $1 is mmdebstrap's
  SOURCE_DATE_EPOCH=1700000000 mmdebstrap --quiet --variant=minbase --include="$packages" \
    --customize-hook='chroot "$1" groupadd -g 10001 appuser' \
    --customize-hook='chroot "$1" useradd -u 10001 -g 10001 -M -s /usr/sbin/nologin appuser' \
    bookworm "$work/root.tar" >"$work/log" 2>&1 || { tail -20 "$work/log" >&2; exit 1; }
  mv "$work/root.tar" "$root.$$" && mv "$root.$$" "$root"
fi

target=(--no-deps --only-binary=:all: --platform manylinux2014_x86_64 --platform manylinux_2_28_x86_64
        --python-version 3.11 --implementation cp --abi cp311 --abi abi3 --abi none)
if [ ! -d "$wheels" ]; then
  echo "example image: fetching the wheels of $(basename "$lock") by hash" >&2
  mkdir "$work/wheels"
  python3 -m pip download -q --disable-pip-version-check --require-hashes "${target[@]}" -d "$work/wheels" -r "$lock"
  mv "$work/wheels" "$wheels.$$" && mv "$wheels.$$" "$wheels"
fi

site=usr/local/lib/python3.11/dist-packages
mkdir -p "$work/packages/$site" "$work/service/app"
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --no-compile --no-index \
  --find-links "$wheels" --require-hashes "${target[@]}" --target "$work/packages/$site" -r "$lock"
cp "$repository/examples/app/app.py" "$work/service/app/app.py"

# One order, one owner, one time: the same inputs give the same layers.
layer() { tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@1700000000 -C "$work/$1" -cf "$work/$1.tar" .; }
layer packages
layer service

export SOURCE_DATE_EPOCH=1700000000
[ -d "$layout" ] || umoci init --layout "$layout"
umoci new --image "$layout:$tag"
for tar in "$root" "$work/packages.tar" "$work/service.tar"; do
  umoci raw add-layer --image "$layout:$tag" "$tar"
done
umoci config --image "$layout:$tag" --config.user 10001:10001 --config.exposedports 7212/tcp \
  --config.exposedports 8212/tcp --config.entrypoint /usr/bin/tini --config.entrypoint -- \
  --config.cmd python3 --config.cmd /app/app.py --config.env PYTHONUNBUFFERED=1 \
  --config.label "org.opencontainers.image.revision=$revision" --architecture amd64 --os linux
umoci gc --layout "$layout"
printf '%s\n' "$wheels"
