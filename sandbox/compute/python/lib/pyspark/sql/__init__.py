"""DataFrames over the workspace's SQL engine."""

from pyspark.sql.catalog import Catalog
from pyspark.sql.column import Column
from pyspark.sql.dataframe import DataFrame, DataFrameNaFunctions, DataFrameStatFunctions
from pyspark.sql.group import GroupedData
from pyspark.sql.readwriter import DataFrameReader, DataFrameWriter, DataFrameWriterV2
from pyspark.sql.session import SparkSession, SQLContext
from pyspark.sql.types import Row
from pyspark.sql.window import Window, WindowSpec

__all__ = [
    "Catalog",
    "Column",
    "DataFrame",
    "DataFrameNaFunctions",
    "DataFrameReader",
    "DataFrameStatFunctions",
    "DataFrameWriter",
    "DataFrameWriterV2",
    "GroupedData",
    "Row",
    "SQLContext",
    "SparkSession",
    "Window",
    "WindowSpec",
]
