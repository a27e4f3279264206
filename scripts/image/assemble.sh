#!/bin/sh
# Collects the files of the container image in a folder: the build, and the engines of the embedded workspace at the
# versions of package-lock.json. Usage, in a built checkout: sh scripts/image/assemble.sh <folder>
set -eu
target=$1
mkdir -p "$target"
cp -r dist LICENSE README.md "$target"
cp scripts/image/health.js "$target"
# Only the engines are installed: everything else is in the build.
node scripts/image/engines.js "$target"
(cd "$target" && npm install --omit=dev --no-audit --no-fund --no-package-lock --ignore-scripts)
# Python's memory after its start, which saves some seconds at every start of the embedded workspace.
if [ -d node_modules/.cache/mcp-server-databricks ]; then
  mkdir -p "$target/node_modules/.cache"
  cp -r node_modules/.cache/mcp-server-databricks "$target/node_modules/.cache/"
fi
rm -rf "$target/node_modules/.package-lock.json"
chmod -R a+rX,go-w "$target"
