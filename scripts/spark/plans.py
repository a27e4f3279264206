"""Records the plans that Apache Spark gives for the statements of plans.sql: python plans.py plans.sql > plans.json

Needs pyspark 4.0.1 and Java 17. The comparison leaves out what depends on files and on the run.
"""

import json
import sys
import tempfile

from session import open_session

spark = open_session(
    {
        "codegen.wholeStage": "false",
        "parquet.enableVectorizedReader": "false",
        "warehouse.dir": tempfile.mkdtemp(),
    }
)
statements = [one.strip() for one in open(sys.argv[1]).read().split(";\n") if one.strip()]
cases = []
for statement in statements:
    if statement.startswith("CREATE"):
        spark.sql(f"{statement} USING parquet")
        continue
    cases.append({"sql": statement, "plan": spark.sql(statement).collect()[0][0]})
json.dump(cases, sys.stdout, indent=2)
