"""Apache Spark's answers to statements, for the tests of the embedded workspace.

Usage: python answers.py statements.sql answers.json    (pip install pyspark==4.0.1, Java 17)

One statement a line. An answer has the columns' types and names and the rows in the form of the statement API's JSON_ARRAY results, or the
condition of Spark's error. ANSI mode, session zone Etc/UTC (Databricks' default).
"""

import json
import re
import sys

from session import open_session

spark = open_session({"session.timeZone": "Etc/UTC", "shuffle.partitions": "1", "scripting.enabled": "true"})


def as_text(column, kind):
    if kind == "binary":
        return f"base64({column})"
    if kind == "timestamp":
        return f"date_format({column}, \"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'\")"
    if kind.startswith(("array", "map", "struct")):
        return f"to_json({column}, map('ignoreNullFields', 'false'))"
    return f"to_json({column})" if kind == "variant" else f"CAST({column} AS STRING)"


def rows_of(frame, texts):
    return [list(row) for row in frame.selectExpr(*texts).collect()]


def answer(statement):
    try:
        frame = spark.sql(statement)
        types = [kind for _, kind in frame.dtypes]
        columns = [f"c{i}" for i in range(len(types))]
        renamed = frame.toDF(*columns)
        try:
            rows = rows_of(renamed, [as_text(*pair) for pair in zip(columns, types)])
        except Exception as error:
            # Values that Spark's to_json does not write, such as intervals in structs.
            if "DATATYPE_MISMATCH" not in str(error):
                raise
            rows = rows_of(renamed, [f"CAST({column} AS STRING)" for column in columns])
        return {"sql": statement, "types": types, "names": frame.columns, "rows": rows}
    except Exception as error:
        found = re.search(r"\[([A-Z_0-9.]+)\]", str(error))
        return {"sql": statement, "error": found.group(1) if found else str(error)[:80]}


source, target = sys.argv[1:]
statements = [line.strip() for line in open(source, encoding="utf-8") if line.strip()]
answers = [answer(statement) for statement in dict.fromkeys(statements)]
with open(target, "w", encoding="utf-8") as out:
    out.write("[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in answers) + "\n]\n")
print(len(answers), "statements")
