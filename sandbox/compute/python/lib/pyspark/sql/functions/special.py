"""Functions of PySpark that are not a call of the SQL function with the same name and arguments."""

import inspect

from pyspark.errors import PySparkTypeError, PySparkValueError
from pyspark.sql.column import Case, Column, Ref, column as _column, function as _call, of_name, raw, value as _value, wrap
from pyspark.sql.values import quoted

__all__ = """
aggregate approxCountDistinct approx_count_distinct array_sort asc asc_nulls_first asc_nulls_last bitwiseNOT
bitwise_not broadcast bucket call_function call_udf col collate column count countDistinct count_distinct create_map
days desc desc_nulls_first desc_nulls_last exists expr extract filter first forall from_csv from_json from_unixtime from_xml hours
lag last lead listagg_distinct lit log map_filter map_zip_with months negate negative reduce regexp_replace
session_window shiftLeft shiftRight split string_agg_distinct struct sumDistinct sum_distinct timestamp_add timestamp_diff
to_csv toDegrees to_json toRadians transform transform_keys transform_values unix_timestamp when window years zip_with
""".split()


def col(name):
    return of_name(name)


column = col


def lit(item):
    return _value(item)


def expr(text):
    return raw(text)


def when(condition, result):
    if not isinstance(condition, Column):
        raise PySparkTypeError("NOT_COLUMN", f"Argument `condition` should be a Column, got {type(condition).__name__}.")
    return Case([(condition, _value(result))])


def broadcast(frame):
    return frame


def call_function(name, *columns):
    return _call(name, *map(_column, columns))


call_udf = call_function


def _order(method):
    return lambda item: getattr(_column(item), method)()


asc, asc_nulls_first, asc_nulls_last = _order("asc"), _order("asc_nulls_first"), _order("asc_nulls_last")
desc, desc_nulls_first, desc_nulls_last = _order("desc"), _order("desc_nulls_first"), _order("desc_nulls_last")


# Aggregates
def count(item="*"):
    if isinstance(item, str) and item == "*" or isinstance(item, Column) and item._kind == "star":
        return wrap("count(1)", "count(1)")
    return _call("count", _column(item))


def window(timeColumn, windowDuration, slideDuration=None, startTime=None):
    if startTime is not None and slideDuration is None:
        slideDuration = windowDuration
    rest = [_value(item) for item in (windowDuration, slideDuration, startTime) if item is not None]
    return _call("window", _column(timeColumn), *rest).alias("window")


def split(str, pattern, limit=-1):
    return _call("split", _column(str), _value(pattern), _column(limit))


def regexp_replace(string, pattern, replacement):
    called = _call("regexp_replace", _column(string), _value(pattern), _value(replacement))
    return Column(called._write, called._label[:-1] + ", 1)", calls=called._calls)


def session_window(timeColumn, gapDuration):
    return _call("session_window", _column(timeColumn), _value(gapDuration)).alias("session_window")


def _distinct(name):
    def call(item, *others):
        return _listed(f"{name}(DISTINCT {{}})", [_column(item), *map(_column, others)])

    return call


def _listed(template, columns):
    marks = ", ".join("{}" for _ in columns)
    return wrap(template.replace("{}", marks), template.replace("{}", marks), *columns)


count_distinct = countDistinct = _distinct("count")
sum_distinct = sumDistinct = _distinct("sum")
listagg_distinct = string_agg_distinct = _distinct("listagg")


def approx_count_distinct(item, rsd=None):
    return _call("approx_count_distinct", _column(item), *([] if rsd is None else [rsd]))


approxCountDistinct = approx_count_distinct


def _first(name):
    def call(item, ignorenulls=False):
        return wrap(f"{name}({{}}, TRUE)" if ignorenulls else f"{name}({{}})", f"{name}({{}})", _column(item))

    return call


first, last = _first("first"), _first("last")


def _shifted(name):
    def call(item, offset=1, default=None):
        more, label = ([], "NULL") if default is None else ([_value(default)], str(default))
        marks = ", ".join("{}" for _ in range(2 + len(more)))
        return wrap(f"{name}({marks})", f"{name}({{}}, {offset}, {label})", _column(item), offset, *more)

    return call


lag, lead = _shifted("lag"), _shifted("lead")


# Numbers
def log(arg1, arg2=None):
    return _call("ln", _column(arg1)) if arg2 is None else _call("log", _value(arg1), _column(arg2))


def negate(item):
    return -_column(item)


negative = negate


def bitwise_not(item):
    return wrap("(~ {})", "~{}", _column(item))


bitwiseNOT = bitwise_not


def _renamed(name):
    return lambda item, *others: _call(name, _column(item), *others)


shiftLeft, shiftRight = _renamed("shiftleft"), _renamed("shiftright")
toDegrees, toRadians = _renamed("degrees"), _renamed("radians")


# Dates
_TIME = "yyyy-MM-dd HH:mm:ss"


def unix_timestamp(timestamp=None, format=_TIME):
    return _call("unix_timestamp", _call("current_timestamp") if timestamp is None else _column(timestamp), _value(format))


def from_unixtime(timestamp, format=_TIME):
    return _call("from_unixtime", _column(timestamp), _value(format))


def extract(field, source):
    return _call("date_part", _column(field), _column(source))


def timestamp_add(unit, quantity, ts):
    return _listed(f"timestampadd({unit}, {{}})", [_column(quantity), _column(ts)])


def timestamp_diff(unit, start, end):
    return _listed(f"timestampdiff({unit}, {{}})", [_column(start), _column(end)])


def _partitioned(name):
    def call(*_):
        message = f"The partition transform {name} is only for tables with partitions, which this workspace does not lay out."
        raise PySparkValueError("UNSUPPORTED_PARTITION_TRANSFORM", message)

    return call


years, months, days, hours, bucket = map(_partitioned, ("years", "months", "days", "hours", "bucket"))


# Text, JSON and CSV
def collate(item, collation):
    return wrap(f"({{}} COLLATE {collation})", f"collate({{}}, {collation})", _column(item))


def _schema(schema):
    if isinstance(schema, Column):
        return schema
    text = schema if isinstance(schema, str) else schema.simpleString()
    return Column(lambda scope: quoted(text), text)


def _options(options):
    if not options:
        return []
    pairs = [part for key, item in options.items() for part in (key, str(item).lower() if isinstance(item, bool) else str(item))]
    return [_call("map", *pairs)]


def from_json(item, schema, options=None):
    return _call("from_json", _column(item), _schema(schema), *_options(options))


def from_csv(item, schema, options=None):
    return _call("from_csv", _column(item), _schema(schema), *_options(options))


def from_xml(item, schema, options=None):
    return _call("from_xml", _column(item), _schema(schema), *_options(options))


def to_json(item, options=None):
    return _call("to_json", _column(item), *_options(options))


def to_csv(item, options=None):
    return _call("to_csv", _column(item), *_options(options))


# Collections
def struct(*items):
    """Columns keep their names as fields, also those that `alias` gives."""
    columns = [_column(item) for item in (items[0] if len(items) == 1 and isinstance(items[0], (list, tuple, set)) else items)]
    if not any(item._alias for item in columns):
        return _call("struct", *columns)
    names = [item._alias or (item._output_name if isinstance(item, Ref) else f"col{at}") for at, item in enumerate(columns, 1)]
    made = _call("named_struct", *[part for name, item in zip(names, columns) for part in (_value(name), item)])
    shown = ", ".join(f"{item._label} AS {item._alias}" if item._alias else item._label for item in columns)
    return Column(made._write, f"struct({shown})", calls=made._calls)


def create_map(*items):
    found = items[0] if len(items) == 1 and isinstance(items[0], (list, tuple)) else items
    return _call("map", *map(_column, found))


_used = 0
_VARIABLE = "namedlambdavariable()"


def _lambda(function, *counts):
    """A Python function of columns as a lambda of SQL."""
    global _used
    names = list(inspect.signature(function).parameters)
    if counts and len(names) not in counts:
        message = f"Function `{getattr(function, '__name__', '<lambda>')}` should take {counts[0]} parameters, got {len(names)}."
        raise PySparkValueError("WRONG_NUM_ARGS_FOR_HIGHER_ORDER_FUNCTION", message)
    _used += 1
    # A name of its own, so that a lambda inside a lambda keeps its variables apart.
    marks = [f"{name}_{_used}" for name in names]
    body = function(*[Column(lambda scope, mark=mark: mark, _VARIABLE) for mark in marks])
    if not isinstance(body, Column):
        body = _value(body)
    head = marks[0] if len(marks) == 1 else f"({', '.join(marks)})"
    shown = ", ".join([body._label, *[_VARIABLE for _ in marks]])
    return Column(lambda scope: f"{head} -> {body._sql(scope)}", f"lambdafunction({shown})")


def transform(item, f):
    return _call("transform", _column(item), _lambda(f, 1, 2))


def filter(item, f):
    return _call("filter", _column(item), _lambda(f, 1, 2))


def exists(item, f):
    return _call("exists", _column(item), _lambda(f, 1))


def forall(item, f):
    return _call("forall", _column(item), _lambda(f, 1))


def aggregate(item, initialValue, merge, finish=None):
    return _call("aggregate", _column(item), _column(initialValue), _lambda(merge, 2), _lambda(finish or (lambda x: x), 1))


reduce = aggregate


def zip_with(left, right, f):
    return _call("zip_with", _column(left), _column(right), _lambda(f, 2))


def transform_keys(item, f):
    return _call("transform_keys", _column(item), _lambda(f, 2))


def transform_values(item, f):
    return _call("transform_values", _column(item), _lambda(f, 2))


def map_filter(item, f):
    return _call("map_filter", _column(item), _lambda(f, 2))


def map_zip_with(one, other, f):
    return _call("map_zip_with", _column(one), _column(other), _lambda(f, 3))


def array_sort(item, comparator=None):
    return _call("array_sort", _column(item), *([_lambda(comparator, 2)] if comparator else []))
