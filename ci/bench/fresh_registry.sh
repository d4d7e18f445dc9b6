#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Starts docker-registry on loopback with nothing in it, in the place of the one that was started before:
#
#   fresh_registry.sh FOLDER PORT        (its process id is in FOLDER/pid)
#   fresh_registry.sh FOLDER             ends it
set -euo pipefail
folder=$1 port=${2-}
if [ -f "$folder/pid" ]; then
  kill "$(cat "$folder/pid")" 2>/dev/null || true
  while kill -0 "$(cat "$folder/pid")" 2>/dev/null; do sleep 0.05; done
  rm "$folder/pid"
fi
rm -rf "$folder/storage"
[ -n "$port" ] || exit 0
mkdir -p "$folder"
cat >"$folder/registry.yml" <<E2
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: $folder/storage}}
http: {addr: '127.0.0.1:$port'}
E2
docker-registry serve "$folder/registry.yml" >"$folder/log" 2>&1 </dev/null &
echo $! >"$folder/pid"
for _ in $(seq 100); do
  ! curl -fs "http://127.0.0.1:$port/v2/" >/dev/null || exit 0
  sleep 0.05
done
echo "bench: the registry does not answer" >&2
exit 1
