"""`Column.withField` and `Column.dropFields`: a struct with other fields. SQL has no expression for one."""

from pyspark.errors import AnalysisException, PySparkNotImplementedError
from pyspark.sql.column import Column, value
from pyspark.sql.types import StructType
from pyspark.sql.values import name as quoted_name, quoted


def with_field(struct, name, item):
    changed = value(item)

    def write(scope):
        written = {field: _part(struct, field, scope) for field in _fields(struct, scope)}
        same = next((field for field in written if field.lower() == name.lower()), name)
        return _made(struct, {**written, same: changed._sql(scope)}, scope)

    return Column(write, f"update_fields({struct._label}, WithField({changed._label}))", calls=[*struct._calls, *changed._calls])


def drop_fields(struct, names):
    dropped = {name.lower() for name in names}

    def write(scope):
        kept = [field for field in _fields(struct, scope) if field.lower() not in dropped]
        if not kept:
            message = "Cannot drop all fields in struct. SQLSTATE: 42K09"
            raise AnalysisException("DATATYPE_MISMATCH.CANNOT_DROP_ALL_FIELDS", message, "42K09")
        return _made(struct, {field: _part(struct, field, scope) for field in kept}, scope)

    return Column(write, f"update_fields({struct._label}, {', '.join('dropfield()' for _ in names)})", calls=struct._calls)


def _part(struct, field, scope):
    return f"{struct._sql(scope)}.{quoted_name(field)}"


def _made(struct, fields, scope):
    """The struct of these fields; NULL stays NULL."""
    listed = ", ".join(f"{quoted(name)}, {sql}" for name, sql in fields.items())
    return f"CASE WHEN {struct._sql(scope)} IS NOT NULL THEN named_struct({listed}) END"


def _fields(struct, scope):
    """The names of the struct's fields, which its type tells."""
    if len(scope.sides) != 1:
        message = "Fields of structs cannot be changed in the condition of a join. Use withColumn before or after it."
        raise PySparkNotImplementedError("NOT_IMPLEMENTED", message)
    [side] = scope.sides
    kind = side.frame._session._schema_of(f"SELECT {struct._sql(scope)} AS `s` FROM {side.text()}")[0].dataType
    if not isinstance(kind, StructType):
        message = f"Cannot resolve {struct._label}: it must be a struct, and is {kind.simpleString()}. SQLSTATE: 42K09"
        raise AnalysisException("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", message, "42K09")
    return kind.names
