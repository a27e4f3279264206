"""Python functions in expressions. They run over the collected rows of the DataFrame that uses them."""

import functools

import pyspark.sql.types as t
from pyspark.errors import PySparkException, PySparkNotImplementedError
from pyspark.sql.column import Column, column
from pyspark.sql.ddl import of_ddl
from pyspark.sql.values import name


class Call:
    """One call of a Python function in an expression."""

    def __init__(self, function, kind, columns):
        self.function, self.kind, self.columns = function, kind, columns

    def result(self, values):
        try:
            return converted(self.function(*values), self.kind)
        except Exception as error:
            message = f"The Python function {getattr(self.function, '__name__', 'udf')} failed: {type(error).__name__}: {error}"
            raise PySparkException("UDF_USER_CODE_ERROR.GENERIC", message, "39000") from error


_CLASSES = (
    (t.StringType, str),
    (t.BooleanType, bool),
    (t.IntegralType, int),
    ((t.DoubleType, t.FloatType), float),
)


def converted(value, kind):
    """The result as a value of the declared type. A value of another type becomes NULL, as Spark does."""
    if hasattr(value, "item") and callable(value.item):
        value = value.item()
    for kinds, wanted in _CLASSES:
        if isinstance(kind, kinds):
            if wanted is str:
                return None if value is None else str(value)
            return value if type(value) is wanted else None
    return value


class UserDefinedFunction:
    def __init__(self, function, returnType="string", name=None):
        self._name = name or getattr(function, "__name__", "udf")
        self.func, self.returnType = function, of_ddl(returnType) if isinstance(returnType, str) else returnType
        functools.update_wrapper(self, function, updated=())

    def __call__(self, *columns):
        arguments = [column(item) for item in columns]
        call = Call(self.func, self.returnType, arguments)
        label = f"{self._name}({', '.join(item._label for item in arguments)})"
        inner = [other for item in arguments for other in item._calls]
        return Column(lambda scope: name(scope.name_of_call(call)), label, calls=[*inner, call])

    def asNondeterministic(self):
        return self


def udf(f=None, returnType="string", **_):
    if f is None or isinstance(f, (str, t.DataType)):
        kind = f or returnType
        return lambda function: UserDefinedFunction(function, kind)
    return UserDefinedFunction(f, returnType)


def pandas_udf(*_, **__):
    raise PySparkNotImplementedError(
        "NOT_IMPLEMENTED", "pandas_udf needs pandas and PyArrow, which this workspace's Python does not have. Use udf."
    )
