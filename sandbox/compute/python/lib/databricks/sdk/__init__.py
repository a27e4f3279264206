"""Only `databricks.sdk.runtime` exists in this workspace."""
