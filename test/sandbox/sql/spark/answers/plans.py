"""Records the plans that Apache Spark gives for the statements of plans.sql: python plans.py plans.sql > plans.json

Needs pyspark 4.0.1 and Java 17. The comparison leaves out what depends on files and on the run.
"""

import json
import sys
import tempfile

from pyspark.sql import SparkSession

spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.ansi.enabled", "true")
    .config("spark.sql.codegen.wholeStage", "false")
    .config("spark.sql.parquet.enableVectorizedReader", "false")
    .config("spark.sql.warehouse.dir", tempfile.mkdtemp())
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
statements = [one.strip() for one in open(sys.argv[1]).read().split(";\n") if one.strip()]
cases = []
for statement in statements:
    if statement.startswith("CREATE"):
        spark.sql(f"{statement} USING parquet")
        continue
    cases.append({"sql": statement, "plan": spark.sql(statement).collect()[0][0]})
json.dump(cases, sys.stdout, indent=2)
