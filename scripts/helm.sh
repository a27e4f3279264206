#!/bin/sh
# Lints and renders the Helm chart with each kind of sign-in. Needs helm 3 (`go install helm.sh/helm/v3/cmd/helm@v3.18.4`).
set -eu
chart="$(dirname "$0")/../deploy/helm/mcp-server-databricks"
common="--set databricks.host=https://adb-123.4.azuredatabricks.net --set publicUrl=https://mcp.example.com/mcp"
oauth="$common --set auth.issuer=https://login.example.com --set ingress.enabled=true --set metrics.podMonitor=true --set redis.url=redis://redis:6379"
token="$common --set auth.kind=token --set auth.tokensSecret=tokens --set networkPolicy.enabled=false --set redis.existingSecret=redis"
for values in "$oauth" "$token"; do
  # shellcheck disable=SC2086
  helm lint --strict --quiet "$chart" $values
  # shellcheck disable=SC2086
  helm template test "$chart" --kube-version 1.31.0 $values >/dev/null
done
echo "The chart is valid."
