"""`pyspark.sql.functions`: calls of the SQL engine's functions, and the few that PySpark writes in another way."""

from pyspark.sql.column import column as _column, function as _function, value as _value
from pyspark.sql.functions import special as _special
from pyspark.sql.functions.names import LITERALS as _LITERALS, NAMES as _NAMES, RENAMED as _RENAMED
from pyspark.sql.udf import UserDefinedFunction, pandas_udf, udf


def _made(name):
    """The function that calls SQL's function of this name. Text is the name of a column, except at some positions."""
    literals = _LITERALS.get(name, ())

    def call(*args, **named):
        given = [*args, *named.values()]
        while given and given[-1] is None:
            given.pop()
        if len(given) == 1 and isinstance(given[0], (list, tuple)) and not literals:
            given = list(given[0])
        parts = [_value(item) if at in literals else _column(item) for at, item in enumerate(given)]
        return _function(_RENAMED.get(name, name), *parts)

    call.__name__ = call.__qualname__ = name
    return call


for _name in _NAMES:
    globals()[_name] = getattr(_special, _name, None) or _made(_name)
for _name in _special.__all__:
    globals()[_name] = getattr(_special, _name)

__all__ = sorted({*_NAMES, *_special.__all__, "UserDefinedFunction", "pandas_udf", "udf"})
