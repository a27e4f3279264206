"""Infers types from values of Python, as `createDataFrame` does without a schema."""

import datetime, decimal

import pyspark.sql.types as t
from pyspark.errors import PySparkTypeError, PySparkValueError
from pyspark.sql.row import Row

_KINDS = (
    (bool, t.BooleanType),
    (int, t.LongType),
    (float, t.DoubleType),
    (str, t.StringType),
    (datetime.datetime, t.TimestampType),
    (datetime.date, t.DateType),
    ((bytes, bytearray), t.BinaryType),
)


def of_value(value):
    """The type of one value."""
    if value is None:
        return t.NullType()
    for classes, kind in _KINDS:
        if isinstance(value, classes):
            return kind()
    if isinstance(value, decimal.Decimal):
        return t.DecimalType(38, 18)
    if isinstance(value, Row) or hasattr(value, "_asdict"):
        return t.StructType([t.StructField(name, of_value(item)) for name, item in value._asdict().items()])
    if isinstance(value, dict):
        return t.MapType(_of_items(value.keys()), _of_items(value.values()))
    if isinstance(value, (list, tuple)):
        if isinstance(value, tuple):
            return t.StructType([t.StructField(f"_{at}", of_value(item)) for at, item in enumerate(value, 1)])
        return t.ArrayType(_of_items(value))
    if hasattr(value, "item") and callable(value.item):
        return of_value(value.item())
    if hasattr(value, "__dict__"):
        return t.StructType([t.StructField(name, of_value(item)) for name, item in sorted(vars(value).items())])
    raise PySparkTypeError("UNSUPPORTED_DATA_TYPE", f"Unsupported DataType `{type(value).__name__}`.")


def _of_items(items):
    kind = t.NullType()
    for item in items:
        kind = merged(kind, of_value(item))
    return kind


def merged(one, other, name=""):
    """The type that holds the values of both."""
    if isinstance(one, t.NullType) or one == other:
        return other
    if isinstance(other, t.NullType):
        return one
    if {type(one), type(other)} == {t.LongType, t.DoubleType}:
        return t.DoubleType()
    if isinstance(one, t.ArrayType) and isinstance(other, t.ArrayType):
        return t.ArrayType(merged(one.elementType, other.elementType, name))
    if isinstance(one, t.MapType) and isinstance(other, t.MapType):
        return t.MapType(merged(one.keyType, other.keyType, name), merged(one.valueType, other.valueType, name))
    if isinstance(one, t.StructType) and isinstance(other, t.StructType):
        kinds = {field.name: field.dataType for field in one}
        for field in other:
            kinds[field.name] = merged(kinds.get(field.name, t.NullType()), field.dataType, field.name)
        return t.StructType([t.StructField(key, kind) for key, kind in kinds.items()])
    message = f"Can not merge type `{one.simpleString()}` and `{other.simpleString()}`"
    raise PySparkTypeError("CANNOT_MERGE_TYPE", f"{message} of column {name}." if name else f"{message}.")


def rows_of(data, schema):
    """The rows and the schema of `createDataFrame(data, schema)`: lists, tuples, dicts, rows or plain values."""
    records = [_record(item) for item in data]
    names = list(schema) if isinstance(schema, (list, tuple)) and not isinstance(schema, t.StructType) else None
    if isinstance(schema, t.StructType):
        return [_by_schema(record, schema) for record in records], schema
    if not records:
        raise PySparkValueError("CANNOT_INFER_EMPTY_SCHEMA", "Can not infer schema from an empty dataset.")
    keys = list(dict.fromkeys(key for record in records for key in record))
    if any(isinstance(item, dict) and not hasattr(item, "_asdict") for item in data) and names is None:
        keys.sort()
    kinds = {key: t.NullType() for key in keys}
    for record in records:
        for key, value in record.items():
            kinds[key] = merged(kinds[key], of_value(value), key)
    for key, kind in kinds.items():
        if isinstance(kind, t.NullType):
            message = f"The type of column {key} cannot be determined: all its values are None. Give a schema."
            raise PySparkValueError("CANNOT_DETERMINE_TYPE", message)
    shown = [*names, *keys[len(names) :]] if names else keys
    fields = [t.StructField(name, kinds[key]) for name, key in zip(shown, keys)]
    return [[record.get(key) for key in keys] for record in records], t.StructType(fields)


def _record(item):
    if isinstance(item, dict):
        return item
    if hasattr(item, "_asdict") and getattr(item, "__fields__", True):
        return item._asdict()
    if isinstance(item, (list, tuple)):
        return {f"_{at}": value for at, value in enumerate(item, 1)}
    if hasattr(item, "__dataclass_fields__"):
        return {name: getattr(item, name) for name in item.__dataclass_fields__}
    return {"_1": item} if isinstance(item, (str, int, float, bool, bytes, decimal.Decimal, datetime.date)) else vars(item)


def _by_schema(record, schema):
    named = any(name in record for name in schema.names)
    values = [record.get(name) for name in schema.names] if named else list(record.values())
    if len(values) != len(schema):
        message = f"Length of object ({len(values)}) does not match with length of fields ({len(schema)})."
        raise PySparkValueError("FIELD_STRUCT_LENGTH_MISMATCH", message)
    for field, value in zip(schema, values):
        if value is None and not field.nullable:
            message = f"Field `{field.name}` is not nullable, but the value None was given."
            raise PySparkValueError("FIELD_NOT_NULLABLE", message)
    return values
