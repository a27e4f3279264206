"""A session of Apache Spark for the recorded answers: one thread, ANSI mode. Needs pyspark 4.0.1 and Java 17."""

from pyspark.sql import SparkSession


def open_session(settings):
    """The session with further settings of `spark.sql`, such as `shuffle.partitions`."""
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    for name, value in {"ansi.enabled": "true", **settings}.items():
        builder = builder.config(f"spark.sql.{name}", value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    return spark
