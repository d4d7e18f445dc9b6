#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes ten images on top of one: services.sh FAMILY_LAYOUT LAYOUT (image FAMILY_LAYOUT:bench; LAYOUT:service-0 … -9).
# Kept where the layout exists already.
set -euo pipefail
family=$1 layout=$2
[ ! -f "$layout/.complete" ] || exit 0
rm -rf "$layout"
cp -r --reflink=auto "$family" "$layout"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for i in 0 1 2 3 4 5 6 7 8 9; do
  info=$work/$i/opt/service/service_$i-1.0.dist-info
  mkdir -p "$info"
  printf 'Metadata-Version: 2.1\nName: service-%s\nVersion: 1.0\n\n' "$i" >"$info/METADATA"
  tar --owner=0 --group=0 --mtime=@1700000000 -C "$work/$i" -cf "$work/$i.tar" .
  umoci tag --image "$layout:bench" "service-$i"
  umoci raw add-layer --image "$layout:service-$i" "$work/$i.tar"
done
touch "$layout/.complete"
