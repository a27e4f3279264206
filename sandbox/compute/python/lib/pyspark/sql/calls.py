"""Evaluates calls of Python functions: reads the rows, adds a column for each call."""

import pyspark.sql.types as t
from pyspark.errors import PySparkException

MOST_ROWS = 10_000


def evaluated(frame, calls):
    """A DataFrame with the result of each call as a further column, and the name of that column for each call."""
    columns = list(frame.columns)
    names = {}
    for call in calls:
        at = len(columns)
        # A call may read the result of another.
        arguments = [item.alias(f"_arg{at}_{number}") for number, item in enumerate(call.columns)]
        source_text, scope = frame._frozen()._from(names)
        listed = ", ".join(f"{item._sql(scope)} AS `{item._alias}`" for item in arguments)
        wide = frame._session._frame(f"SELECT *{', ' + listed if listed else ''} FROM {source_text}")
        rows = wide.limit(MOST_ROWS + 1).collect()
        if len(rows) > MOST_ROWS:
            message = f"A Python function can read at most {MOST_ROWS} rows in this workspace."
            raise PySparkException("UDF_TOO_MANY_ROWS", message)
        kept = [field for field in wide.schema][: len(wide.schema) - len(arguments)]
        name = f"_result{at}"
        values = [[*row[: len(kept)], call.result(list(row[len(kept) :]))] for row in rows]
        schema = t.StructType([*kept, t.StructField(name, call.kind)])
        following = frame._session._local(values, schema)
        following._ancestors = following._ancestors | frame._ancestors
        following._alias = frame._alias
        frame = following
        names[call] = name
        columns.append(name)
    return frame, names
