"""`Column`: an expression that is written as SQL once the relation it reads is known."""

import datetime

from pyspark.errors import PySparkTypeError, PySparkValueError
from pyspark.sql.labels import label_of
from pyspark.sql.values import literal, name as quoted_name


class Column:
    """`write(scope)` returns the SQL. `label` is the expression as Spark shows it: the name of an output column without an
    alias, unless it keeps the name of the column that it casts."""

    _kept_name = None

    def __init__(self, write, label="", alias=None, kind="plain", calls=()):
        self._write, self._label, self._alias, self._kind = write, label, alias, kind
        # Calls of Python functions in the expression: they are evaluated before the SQL runs.
        self._calls = tuple(calls)

    def _sql(self, scope):
        return self._write(scope)

    def __repr__(self):
        return f"Column<'{self._label if self._alias is None else f'{self._label} AS {self._alias}'}'>"

    @property
    def _output_name(self):
        return self._alias or self._kept_name or self._label

    # Operators: those of two sides are made below.
    def __pow__(self, other):
        return function("power", self, other)

    def __rpow__(self, other):
        return function("power", value(other), self)

    def __eq__(self, other):
        return binary(self, "=", other)

    def __ne__(self, other):
        return ~binary(self, "=", other)

    __hash__ = object.__hash__

    def __invert__(self):
        return wrap("(NOT {})", "(NOT {})", self)

    def __neg__(self):
        return wrap("(- {})", "negative({})", self)

    def __bool__(self):
        message = "Cannot convert column into bool: use '&' for 'and', '|' for 'or', '~' for 'not' when building expressions."
        raise PySparkValueError("CANNOT_CONVERT_COLUMN_INTO_BOOL", message)

    def __iter__(self):
        raise PySparkTypeError("NOT_ITERABLE", "Column is not iterable.")

    def __contains__(self, item):
        message = "Cannot apply 'in' operator against a column: use 'contains' for a string, or 'array_contains' for an array."
        raise PySparkValueError("CANNOT_APPLY_IN_FOR_COLUMN", message)

    # Tests
    def isNull(self):
        return wrap("({} IS NULL)", "({} IS NULL)", self)

    def isNotNull(self):
        return wrap("({} IS NOT NULL)", "({} IS NOT NULL)", self)

    def isNaN(self):
        return function("isnan", self)

    def isin(self, *items):
        found = items[0] if len(items) == 1 and isinstance(items[0], (list, tuple, set, frozenset)) else items
        if not found:
            return wrap("({} IS NULL AND FALSE)", "false", self)
        marks = ", ".join("{}" for _ in found)
        return wrap("({} IN (" + marks + "))", "({} IN (" + marks + "))", self, *found)

    def between(self, low, high):
        return (self >= low) & (self <= high)

    def like(self, pattern):
        return binary(self, "LIKE", pattern, spaced=False)

    def ilike(self, pattern):
        return wrap("({} ILIKE {})", "ilike({}, {})", self, pattern)

    def rlike(self, pattern):
        return wrap("({} RLIKE {})", "RLIKE({}, {})", self, pattern)

    def contains(self, other):
        return function("contains", self, value(other))

    def startswith(self, other):
        return function("startswith", self, value(other))

    def endswith(self, other):
        return function("endswith", self, value(other))

    def substr(self, start, length):
        return function("substr", self, start, length)

    # Parts
    def __getitem__(self, key):
        if isinstance(key, slice):
            if key.step is not None:
                raise PySparkValueError("SLICE_WITH_STEP", "slice with step is not supported.")
            return self.substr(key.start, key.stop)
        return self.getItem(key)

    def getItem(self, key):
        # A field of a struct and a key of a map are written in the same way.
        return wrap("{}[{}]", "{}[{}]", self, key)

    def getField(self, field):
        if not isinstance(field, str):
            return self.getItem(field)
        return Column(lambda scope: f"{self._sql(scope)}.{quoted_name(field)}", f"{self._label}.{field}", calls=self._calls)

    def __getattr__(self, field):
        if field.startswith("_"):
            raise AttributeError(field)
        return self.getField(field)

    def withField(self, fieldName, col):
        from pyspark.sql.fields import with_field

        return with_field(self, fieldName, col)

    def dropFields(self, *fieldNames):
        from pyspark.sql.fields import drop_fields

        return drop_fields(self, fieldNames)

    # Types and names
    def cast(self, kind):
        return self._cast("CAST", kind)

    astype = cast

    def try_cast(self, kind):
        return self._cast("TRY_CAST", kind)

    def _cast(self, function_name, kind):
        text = kind if isinstance(kind, str) else kind.simpleString()
        made = wrap(f"{function_name}({{}} AS {text})", f"{function_name}({{}} AS {text.upper()})", self)
        made._kept_name = self._label if isinstance(self, Ref) else None
        return made

    def alias(self, *names, metadata=None):
        alias = names[0] if len(names) == 1 else names
        return Column(self._write, self._label, alias, self._kind, self._calls)

    name = alias

    # Order
    def asc(self):
        return self._ordered("ASC NULLS FIRST")

    asc_nulls_first = asc

    def asc_nulls_last(self):
        return self._ordered("ASC NULLS LAST")

    def desc(self):
        return self._ordered("DESC NULLS LAST")

    desc_nulls_last = desc

    def desc_nulls_first(self):
        return self._ordered("DESC NULLS FIRST")

    def _ordered(self, how):
        made = Column(lambda scope: f"{self._sql(scope)} {how}", f"{self._label} {how}", None, "order", self._calls)
        made._base, made._how = self, how
        return made

    # Conditions and windows
    def when(self, condition, result):
        raise PySparkTypeError("INVALID_WHEN_USAGE", "when() can only be applied on a Column previously generated by when().")

    def otherwise(self, result):
        raise PySparkTypeError("INVALID_WHEN_USAGE", "otherwise() can only be applied on a Column previously generated by when().")

    def over(self, window):
        def write(scope):
            return f"{self._sql(scope)} OVER ({window._sql(scope)})"

        return Column(write, f"{self._label} OVER ({window._label(self._label)})", calls=self._calls)


def _operator(symbol, reverse=False):
    def apply(self, other):
        return binary(other, symbol, self) if reverse else binary(self, symbol, other)

    return apply


for _name, _symbol in (("add", "+"), ("sub", "-"), ("mul", "*"), ("truediv", "/"), ("mod", "%"), ("and", "AND"), ("or", "OR")):
    setattr(Column, f"__{_name}__", _operator(_symbol))
    setattr(Column, f"__r{_name}__", _operator(_symbol, True))
for _name, _symbol in (("lt", "<"), ("le", "<="), ("gt", ">"), ("ge", ">=")):
    setattr(Column, f"__{_name}__", _operator(_symbol))
for _name, _symbol in (("eqNullSafe", "<=>"), ("bitwiseAND", "&"), ("bitwiseOR", "|"), ("bitwiseXOR", "^")):
    setattr(Column, _name, _operator(_symbol))


class Case(Column):
    """`when(…).when(…).otherwise(…)`."""

    def __init__(self, branches, final=None):
        parts = [part for branch in branches for part in branch] + ([final] if final is not None else [])

        def text(show):
            steps = " ".join(f"WHEN {show(condition)} THEN {show(result)}" for condition, result in branches)
            return f"CASE {steps}{f' ELSE {show(final)}' if final is not None else ''} END"

        super().__init__(
            lambda scope: text(lambda column: column._sql(scope)),
            text(lambda column: column._label),
            calls=[call for part in parts for call in part._calls],
        )
        self._branches = branches

    def when(self, condition, result):
        return Case([*self._branches, (condition, value(result))])

    def otherwise(self, result):
        return Case(self._branches, value(result))


class Ref(Column):
    """A column by its name, of any relation or of one DataFrame."""

    def __init__(self, parts, frame_id=None):
        self._parts, self._frame_id = parts, frame_id
        super().__init__(lambda scope: scope.resolve(parts, frame_id), parts[-1])


def parts_of(text):
    """The parts of a dotted name, of which any may be in backticks."""
    parts, at = [], 0
    while at < len(text):
        if text[at] == "`":
            end = text.find("`", at + 1)
            while end >= 0 and text[end + 1 : end + 2] == "`":
                end = text.find("`", end + 2)
            if end < 0:
                return [text]
            parts.append(text[at + 1 : end].replace("``", "`"))
            at = end + 2
        else:
            end = text.find(".", at)
            end = len(text) if end < 0 else end
            parts.append(text[at:end])
            at = end + 1
    return parts or [text]


def star(qualifier=None, frame_id=None):
    return Column(lambda scope: scope.star(qualifier, frame_id), "*", None, "star")


def of_name(text, frame_id=None):
    if text == "*":
        return star(frame_id=frame_id)
    return star(text[:-2]) if text.endswith(".*") else Ref(parts_of(text), frame_id)


def value(item):
    """A literal, unless it is a column already."""
    if isinstance(item, Column):
        return item
    if isinstance(item, (list, tuple)) and any(isinstance(part, Column) for part in item):
        return function("array", *item)
    return Column(lambda scope: literal(item), _shown(item))


def _shown(item):
    """A literal as Spark shows it in the name of a column."""
    if isinstance(item, datetime.datetime):
        return f"TIMESTAMP '{item.isoformat(sep=' ')}'"
    if isinstance(item, datetime.date):
        return f"DATE '{item.isoformat()}'"
    if isinstance(item, (bytes, bytearray)):
        return f"X'{bytes(item).hex().upper()}'"
    if isinstance(item, (list, tuple)):
        return f"array({', '.join(map(_shown, item))})"
    if isinstance(item, float):
        return str(item).replace("e+", "E").replace("e", "E")
    return "NULL" if item is None else str(item).lower() if isinstance(item, bool) else str(item)


def column(item):
    """A column of this name, unless it is a column or another literal."""
    return of_name(item) if isinstance(item, str) else value(item)


def wrap(sql, label, *parts):
    """An expression from its text, with `{}` for each part. Parts that are no columns are literals."""
    columns = [value(part) for part in parts]

    def write(scope):
        return sql.format(*[part._sql(scope) for part in columns])

    calls = [call for part in columns for call in part._calls]
    return Column(write, label.format(*[part._label for part in columns]), calls=calls)


def binary(left, operator, right, spaced=True):
    text = f"({{}} {operator} {{}})" if spaced else f"{{}} {operator} {{}}"
    return wrap(f"({{}} {operator} {{}})", text, left, right)


def function(function_name, *parts, kind="plain"):
    """A call of a SQL function. Parts that are no columns are literals."""
    columns = [value(part) for part in parts]

    def write(scope):
        return f"{function_name}({', '.join(part._sql(scope) for part in columns)})"

    label = label_of(function_name, [part._label for part in columns])
    return Column(write, label, None, kind, [call for part in columns for call in part._calls])


def raw(text):
    """SQL as it is, which may contain an alias of its own."""
    return Column(lambda scope: text, text, None, "raw")


