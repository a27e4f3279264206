"""Delta tables over the SQL engine."""

from delta.tables import DeltaTable

__all__ = ["DeltaTable"]
