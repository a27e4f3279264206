"""The name under which scripts import `DBUtils`."""

from _dbutils import DBUtils

__all__ = ["DBUtils"]
