#!/usr/bin/env bash
set -euo pipefail
base=widget
args=()
for arch in $(cat archs.txt); do
  args+=(--platform "linux/$arch")
done
if [ "$(cat push.txt)" = true ]; then
  args+=(--push)
else
  args+=(--load)
fi
docker buildx build "${args[@]}" -t "$base:latest" .
