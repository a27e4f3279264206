"""The part of PySpark that works over the workspace's SQL engine: a DataFrame is the text of a query."""

__version__ = "4.0.1"

from pyspark.conf import SparkConf, SparkContext
from pyspark.sql.types import Row
from pyspark.storagelevel import StorageLevel

__all__ = ["Row", "SparkConf", "SparkContext", "StorageLevel"]
