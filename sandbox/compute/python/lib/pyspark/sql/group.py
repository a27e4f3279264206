"""`GroupedData`: aggregates over groups."""

import pyspark.sql.types as t
from pyspark.errors import AnalysisException, PySparkNotImplementedError
from pyspark.sql.column import Column, column, function, value, wrap
from pyspark.sql.scope import Attribute, distinct_names
from pyspark.sql.values import name as quoted


class GroupedData:
    def __init__(self, frame, keys, how="", pivoted=None):
        self._frame, self._keys, self._how, self._pivoted = frame, keys, how, pivoted

    def agg(self, *columns):
        if len(columns) == 1 and isinstance(columns[0], dict):
            columns = [_named(name, column(item)) for item, name in columns[0].items()]
        if not columns:
            raise AnalysisException("CANNOT_BE_EMPTY", "At least one aggregate must be specified.")
        items = [value(item) for item in columns]
        return self._made(items if self._pivoted is None else list(self._pivots(items)))

    def _made(self, items):
        frame = self._frame
        source, calls = frame._with_results([*self._keys, *items])
        text, scope = source._from(calls)
        keys = [key._sql(scope) for key in self._keys]
        names = [item._output_name for item in [*self._keys, *items]]
        shown = distinct_names([Attribute(name, name) for name in names])
        sqls = [*keys, *[item._sql(scope) for item in items]]
        listed = [
            sql if item._kind == "raw" and item._alias is None else f"{sql} AS {quoted(a.inner)}"
            for sql, item, a in zip(sqls, [*self._keys, *items], shown)
        ]
        query = f"SELECT {', '.join(listed)} FROM {text}"
        if keys:
            listed_keys = ", ".join(keys)
            query += f" GROUP BY {self._how}({listed_keys})" if self._how else f" GROUP BY {listed_keys}"
        renamed = any(a.inner != a.name for a in shown)
        found = frame._derived(query, shown if renamed else None)
        found._more = lambda more: self._made([*items, *more])
        return found

    def pivot(self, pivot_col, values=None):
        item = column(pivot_col)
        if values is None:
            found = self._frame.select(item.alias("v")).distinct().orderBy("v").collect()
            values = [row[0] for row in found]
        return GroupedData(self._frame, self._keys, self._how, (item, values))

    def _pivots(self, items):
        """A conditional aggregate for each value. Where no row has the value, the result is NULL."""
        pivoted, values = self._pivoted
        for one in values:
            for item in items:
                shown = "null" if one is None else str(one).lower() if isinstance(one, bool) else str(one)
                label = shown if len(items) == 1 else f"{shown}_{item._output_name}"
                test = pivoted.eqNullSafe(one)
                some = "CASE WHEN count(1) FILTER (WHERE {}) > 0 THEN {} FILTER (WHERE {}) END"
                written = wrap(some, label, test, Column(item._write, item._label, calls=item._calls), test)
                yield written.alias(label)

    def count(self):
        return self.agg(wrap("count(1)", "count").alias("count"))

    def _each(self, name, columns):
        names = columns or [
            field.name for field in self._frame.schema
            if isinstance(field.dataType, t.NumericType) and field.name not in [key._output_name for key in self._keys]
        ]
        return self.agg(*[function(name, column(item)) for item in names])

    def sum(self, *cols):
        return self._each("sum", cols)

    def avg(self, *cols):
        return self._each("avg", cols)

    mean = avg

    def min(self, *cols):
        return self._each("min", cols)

    def max(self, *cols):
        return self._each("max", cols)

    def apply(self, *_, **__):
        message = "Functions over groups as pandas DataFrames need pandas, which this workspace's Python does not have."
        raise PySparkNotImplementedError("NOT_IMPLEMENTED", message)

    applyInPandas = cogroup = apply


def _named(name, item):
    if name == "count" and item._kind == "star":
        return wrap("count(1)", "count(1)")
    return function({"mean": "avg"}.get(name, name), item)
