"""Missing values (`df.na`) and statistics (`df.stat`, `describe`)."""

import pyspark.sql.types as t
from pyspark.errors import PySparkValueError
from pyspark.sql.column import Case, column, function, raw, value
from pyspark.sql.values import name as quoted


def _names(subset, frame):
    if subset is None:
        return list(frame.columns)
    return [subset] if isinstance(subset, str) else list(subset)


def _fits(kind, item):
    if isinstance(item, bool):
        return isinstance(kind, t.BooleanType)
    if isinstance(item, (int, float)):
        return isinstance(kind, t.NumericType)
    return isinstance(kind, t.StringType)


class MissingValues:
    """Methods of a DataFrame."""

    def fillna(self, value, subset=None):
        wanted = value if isinstance(value, dict) else {name: value for name in _names(subset, self)}
        filled = {}
        for field in self.schema:
            if field.name in wanted and _fits(field.dataType, wanted[field.name]):
                kind = field.dataType.simpleString()
                filled[field.name] = function("coalesce", self[field.name], _value(wanted[field.name]).cast(kind))
        return self.withColumns(filled) if filled else self

    def dropna(self, how="any", thresh=None, subset=None):
        if how not in ("any", "all"):
            raise PySparkValueError("VALUE_NOT_ANY_OR_ALL", f"Value for `how` must be 'any' or 'all', got '{how}'.")
        names = _names(subset, self)
        present = " + ".join(f"CASE WHEN {quoted(name)} IS NULL THEN 0 ELSE 1 END" for name in names)
        least = thresh if thresh is not None else len(names) if how == "any" else 1
        return self.filter(raw(f"({present}) >= {least}"))

    def replace(self, to_replace, value=None, subset=None):
        if isinstance(to_replace, dict):
            pairs = to_replace
        else:
            olds = to_replace if isinstance(to_replace, (list, tuple)) else [to_replace]
            pairs = dict(zip(olds, value if isinstance(value, (list, tuple)) else [value] * len(olds)))
        names, changed = _names(subset, self), {}
        for field in self.schema:
            fitting = [(old, new) for old, new in pairs.items() if _fits(field.dataType, old)]
            if field.name in names and fitting:
                here = self[field.name]
                kind = field.dataType.simpleString()
                branches = [(here == _value(old), _value(new).cast(kind)) for old, new in fitting]
                changed[field.name] = Case(branches, here)
        return self.withColumns(changed) if changed else self

    def describe(self, *cols):
        return self._summary(["count", "mean", "stddev", "min", "max"], list(cols))

    def summary(self, *statistics):
        return self._summary(list(statistics) or ["count", "mean", "stddev", "min", "25%", "50%", "75%", "max"], [])

    def _summary(self, statistics, cols):
        names = cols[0] if len(cols) == 1 and isinstance(cols[0], (list, tuple)) else cols
        kept = [
            field for field in self.schema
            if (field.name in names if names else isinstance(field.dataType, (t.NumericType, t.StringType)))
        ]
        rows = []
        for statistic in statistics:
            items = [_statistic(statistic, field).cast("string").alias(f"c{at}") for at, field in enumerate(kept)]
            found = self.agg(*items).collect()[0] if items else []
            rows.append([statistic, *found])
        fields = [t.StructField(name, t.StringType()) for name in ["summary", *[field.name for field in kept]]]
        return self._session._local(rows, t.StructType(fields))

    def corr(self, col1, col2, method=None):
        return self.agg(function("corr", column(col1), column(col2)).alias("c")).collect()[0][0]

    def cov(self, col1, col2):
        return self.agg(function("covar_samp", column(col1), column(col2)).alias("c")).collect()[0][0]

    def approxQuantile(self, col, probabilities, relativeError):
        names = [col] if isinstance(col, str) else list(col)
        found = []
        for name in names:
            items = [function("approx_percentile", column(name), p).alias(f"p{at}") for at, p in enumerate(probabilities)]
            found.append([None if item is None else float(item) for item in self.agg(*items).collect()[0]])
        return found[0] if isinstance(col, str) else found

    def crosstab(self, col1, col2):
        counted = self.groupBy(column(col1).cast("string").alias(f"{col1}_{col2}")).pivot(col2).count()
        return counted.fillna(0)

    def freqItems(self, cols, support=0.01):
        total = self.count()
        found = []
        for name in cols:
            grouped = self.groupBy(name).count().filter(column("count") >= support * total).collect()
            found.append([row[0] for row in grouped])
        fields = [t.StructField(f"{name}_freqItems", t.ArrayType(self.schema[name].dataType)) for name in cols]
        return self._session._local([found], t.StructType(fields))


def _value(item):
    return value(item)


def _statistic(statistic, field):
    numeric = isinstance(field.dataType, t.NumericType)
    here = column(quoted(field.name))
    if statistic in ("mean", "stddev") or statistic.endswith("%"):
        if not numeric:
            here = here.try_cast("double")
        if statistic.endswith("%"):
            return function("approx_percentile", here, float(statistic[:-1]) / 100)
        return function({"mean": "avg", "stddev": "stddev_samp"}[statistic], here)
    return function({"count_distinct": "count"}.get(statistic, statistic), here)


class DataFrameNaFunctions:
    def __init__(self, frame):
        self._frame = frame

    def fill(self, value, subset=None):
        return self._frame.fillna(value, subset)

    def drop(self, how="any", thresh=None, subset=None):
        return self._frame.dropna(how, thresh, subset)

    def replace(self, to_replace, value=None, subset=None):
        return self._frame.replace(to_replace, value, subset)


class DataFrameStatFunctions:
    def __init__(self, frame):
        self._frame = frame

    def __getattr__(self, name):
        if name in ("corr", "cov", "approxQuantile", "crosstab", "freqItems", "sampleBy"):
            return getattr(self._frame, name)
        raise AttributeError(name)
