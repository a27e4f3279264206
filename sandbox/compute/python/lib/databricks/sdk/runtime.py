"""The names that a notebook has, for modules that are imported from one."""

from _dbutils import dbutils
from pyspark.sql import SparkSession, SQLContext

spark = SparkSession.builder.getOrCreate()
sc = spark.sparkContext
sqlContext = SQLContext(spark)
sql, table, udf = spark.sql, spark.table, spark.udf
getArgument = dbutils.widgets.getArgument

__all__ = ["dbutils", "getArgument", "sc", "spark", "sql", "sqlContext", "table", "udf"]
