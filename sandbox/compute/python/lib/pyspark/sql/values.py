"""Values of results (text) as values of Python, and values of Python as text of SQL."""

import base64, datetime, decimal, json, math

import pyspark.sql.types as t
from pyspark.errors import PySparkTypeError
from pyspark.sql.row import row_of


def reader_of(kind):
    """The function from the text of a cell to its value."""
    if isinstance(kind, (t.ArrayType, t.MapType, t.StructType)):
        return lambda text: inner(json.loads(text, parse_float=decimal.Decimal), kind)
    if isinstance(kind, t.IntegralType):
        return int
    if isinstance(kind, (t.DoubleType, t.FloatType)):
        return _float
    if isinstance(kind, t.DecimalType):
        return decimal.Decimal
    if isinstance(kind, t.BooleanType):
        return lambda text: text.lower() == "true"
    if isinstance(kind, t.DateType):
        return lambda text: datetime.date.fromisoformat(text[:10])
    if isinstance(kind, (t.TimestampType, t.TimestampNTZType)):
        return _timestamp
    if isinstance(kind, t.BinaryType):
        return lambda text: bytearray(base64.b64decode(text))
    return str


def _float(text):
    return float(str(text).replace("Infinity", "inf"))


def _timestamp(text):
    """A time without zone: the session's zone is UTC."""
    value = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return value.astimezone(datetime.timezone.utc).replace(tzinfo=None) if value.tzinfo else value


def inner(value, kind):
    """A value inside an array, map or struct, from its JSON."""
    if value is None:
        return None
    if isinstance(kind, t.ArrayType):
        return [inner(item, kind.elementType) for item in value]
    if isinstance(kind, t.MapType):
        return {inner(key, kind.keyType): inner(item, kind.valueType) for key, item in _pairs(value)}
    if isinstance(kind, t.StructType):
        items = value.values() if isinstance(value, dict) else value
        by_name = isinstance(value, dict) and all(name in value for name in kind.names)
        found = [value[name] for name in kind.names] if by_name else list(items)
        return row_of(kind.names, [inner(item, field.dataType) for item, field in zip(found, kind)])
    if isinstance(value, bool) and isinstance(kind, t.BooleanType):
        return value
    return reader_of(kind)(value if isinstance(value, str) else str(value))


def _pairs(value):
    if isinstance(value, dict):
        return value.items()
    return [(item["key"], item["value"]) if isinstance(item, dict) else tuple(item) for item in value]


def rows_of_reply(reply, schema):
    """The rows of a reply of the workspace."""
    names, readers = schema.names, [reader_of(field.dataType) for field in schema]
    return [
        row_of(names, [None if text is None else read(text) for text, read in zip(row, readers)]) for row in reply["rows"]
    ]


def quoted(text):
    """A literal of text. A backslash starts an escape in Spark's SQL."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def name(text):
    """A quoted identifier."""
    return "`" + text.replace("`", "``") + "`"


def literal(value, kind=None):
    """A value of Python as SQL, of the given type."""
    if value is None:
        return "NULL" if kind is None or isinstance(kind, t.NullType) else f"CAST(NULL AS {kind.simpleString()})"
    if hasattr(value, "item") and callable(value.item) and not isinstance(value, (str, bytes)):
        value = value.item()
    if kind is None:
        return _plain(value)
    if isinstance(kind, t.ArrayType):
        return f"array({', '.join(literal(item, kind.elementType) for item in value)})" if value else _cast("array()", kind)
    if isinstance(kind, t.MapType):
        items = ", ".join(f"{literal(key, kind.keyType)}, {literal(item, kind.valueType)}" for key, item in value.items())
        if value:
            return f"map({items})"
        empty = [_cast("array()", t.ArrayType(part)) for part in (kind.keyType, kind.valueType)]
        return f"map_from_arrays({empty[0]}, {empty[1]})"
    if isinstance(kind, t.StructType):
        named = value._asdict() if hasattr(value, "_asdict") and getattr(value, "__fields__", True) else value
        items = named if isinstance(named, dict) else dict(zip(kind.names, named))
        return f"named_struct({', '.join(f'{quoted(f.name)}, {literal(items.get(f.name), f.dataType)}' for f in kind)})"
    _check(value, kind)
    if isinstance(kind, (t.IntegralType, t.BooleanType)):
        return _cast(_plain(value), kind) if isinstance(kind, t.IntegralType) else _plain(value)
    if isinstance(kind, (t.DoubleType, t.FloatType)):
        return _cast(quoted(_float_text(value)), kind)
    if isinstance(kind, t.DecimalType):
        return _cast(quoted(str(value)), kind)
    if isinstance(kind, t.StringType):
        return quoted(value if isinstance(value, str) else str(value))
    return _plain(value)


def plain(value, kind):
    """A value as text that a cast to its type reads."""
    if hasattr(value, "item") and callable(value.item) and not isinstance(value, (str, bytes)):
        value = value.item()
    _check(value, kind)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(kind, (t.DoubleType, t.FloatType)):
        return _float_text(value)
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex()
    if isinstance(value, datetime.datetime):
        return _utc(value).isoformat(sep=" ")
    return str(value)


def _utc(value):
    return value.astimezone(datetime.timezone.utc).replace(tzinfo=None) if value.tzinfo else value


_ACCEPTED = (
    (t.IntegralType, int),
    (t.BooleanType, bool),
    ((t.DoubleType, t.FloatType), (float, int, decimal.Decimal)),
    (t.DecimalType, (decimal.Decimal, int)),
    ((t.TimestampType, t.TimestampNTZType), datetime.datetime),
    (t.DateType, datetime.date),
    (t.BinaryType, (bytes, bytearray)),
)


def _check(value, kind):
    for kinds, classes in _ACCEPTED:
        if isinstance(kind, kinds):
            fits = isinstance(value, classes) and (isinstance(kind, t.BooleanType) or not isinstance(value, bool))
            if not fits:
                message = f"{type(kind).__name__}() can not accept object {value!r} in type {type(value).__name__}."
                raise PySparkTypeError("FIELD_DATA_TYPE_UNACCEPTABLE", message)
            return


def _cast(text, kind):
    return f"CAST({text} AS {kind.simpleString()})"


def _float_text(value):
    number = float(value)
    if math.isnan(number):
        return "NaN"
    return ("Infinity" if number > 0 else "-Infinity") if math.isinf(number) else repr(number)


def _plain(value):
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        text = str(value) if -(2**31) <= value < 2**31 else f"CAST('{value}' AS bigint)"
        return f"({text})" if value < 0 else text
    if isinstance(value, float):
        return f"CAST({quoted(_float_text(value))} AS double)"
    if isinstance(value, decimal.Decimal):
        digits, exponent = len(value.as_tuple().digits), -min(value.as_tuple().exponent, 0)
        return f"CAST('{value:f}' AS decimal({max(digits, exponent)},{exponent}))"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, datetime.datetime):
        return f"TIMESTAMP'{_utc(value).isoformat(sep=' ')}'"
    if isinstance(value, datetime.date):
        return f"DATE'{value.isoformat()}'"
    if isinstance(value, datetime.timedelta):
        micros = value // datetime.timedelta(microseconds=1)
        return f"make_dt_interval(0, 0, 0, CAST({micros} AS decimal(20,0)) / 1000000)"
    if isinstance(value, (bytes, bytearray)):
        return f"X'{bytes(value).hex()}'"
    if isinstance(value, (list, tuple)):
        return f"array({', '.join(map(literal, value))})"
    if isinstance(value, dict):
        return f"map({', '.join(f'{literal(key)}, {literal(item)}' for key, item in value.items())})"
    raise PySparkTypeError("UNSUPPORTED_LITERAL", f"A value of type {type(value).__name__} is not a literal of SQL.")
