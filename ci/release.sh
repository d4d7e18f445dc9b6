#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes what a release publishes, from a binary that was built on this distribution:
#
#   ci/release.sh VERSION FOLDER [BINARY]
#
#   FOLDER/pushgate-VERSION-linux-x86_64.tar.gz   the binary, the licence, the README; the same bytes from the same binary
#   FOLDER/….tar.gz.sha256                        its SHA-256, as sha256sum writes it
#   FOLDER/layout                                 an image: this distribution, the libraries that the binary loads, the binary;
#                                                 a label names the tarball's SHA-256, so a receipt of the image binds both
#
# SOURCE_DATE_EPOCH is the time of everything in it; the commit's otherwise.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=${1:?usage: ci/release.sh VERSION FOLDER [BINARY]}
folder=$(realpath -m "${2:?usage: ci/release.sh VERSION FOLDER [BINARY]}")
binary=${3:-build/release/pushgate}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || { echo "ci/release.sh: version '$version' is none; expected MAJOR.MINOR.PATCH" >&2; exit 2; }
said=$("$binary" --version | head -1)
[[ $said == *" $version" || $said == *" $version "* ]] ||
  { echo "ci/release.sh: $binary says '$said'; expected $version" >&2; exit 2; }
[ ! -e "$folder" ] || { echo "ci/release.sh: $folder is there already; expected a folder to make" >&2; exit 2; }
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
revision=$(git rev-parse HEAD)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/pushgate/images
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
packed() { tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -C "$1" -cf - "$2"; }

name=pushgate-$version-linux-$(uname -m)
mkdir -p "$folder" "$work/$name" "$work/layer/usr/local/bin" "$cache"
cp LICENSE README.md "$work/$name/"
install -m 755 "$binary" "$work/$name/pushgate"
strip "$work/$name/pushgate"
packed "$work" "$name" | gzip -n9 >"$folder/$name.tar.gz"
(cd "$folder" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")

# The packages that own the libraries; ldd names files below /lib, which dpkg knows below /usr/lib or /lib.
libraries=$(ldd "$binary" | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p')
packages=$(for library in $libraries; do
  dpkg-query -S "$library" 2>/dev/null || dpkg-query -S "$(realpath "$library")"
done | cut -d: -f1 | sort -u | paste -sd,)
# shellcheck source=/dev/null
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
root=$cache/release-$(printf '%s' "$suite $packages 1" | sha256sum | cut -c1-16).tar
if [ ! -f "$root" ]; then
  mmdebstrap --quiet --variant=essential --include="ca-certificates,$packages" "$suite" "$work/root.tar" >"$work/log" 2>&1 ||
    { tail -20 "$work/log" >&2; echo "ci/release.sh: the root file system cannot be made" >&2; exit 3; }
  mv "$work/root.tar" "$root.$$" && mv "$root.$$" "$root"
fi
cp "$work/$name/pushgate" "$work/layer/usr/local/bin/"
packed "$work/layer" . >"$work/layer.tar"

image=$folder/layout:v$version
umoci init --layout "$folder/layout"
umoci new --image "$image"
umoci raw add-layer --image "$image" "$root"
umoci raw add-layer --image "$image" "$work/layer.tar"
umoci config --image "$image" --config.user 65532:65532 --config.entrypoint /usr/local/bin/pushgate --os linux \
  --config.label "org.opencontainers.image.version=$version" --config.label "org.opencontainers.image.revision=$revision" \
  --config.label "pushgate.tarball.sha256=$(cut -d' ' -f1 "$folder/$name.tar.gz.sha256")"
umoci gc --layout "$folder/layout"
printf '%s\n' "$folder/$name.tar.gz"
