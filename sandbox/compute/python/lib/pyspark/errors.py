"""Exceptions with Spark's error conditions."""


class PySparkException(Exception):
    def __init__(self, condition="", message="", sqlstate=None):
        self._condition, self._sqlstate = condition, sqlstate
        self.desc = message if not condition or message.startswith("[") else f"[{condition}] {message}"
        super().__init__(self.desc)

    def getCondition(self):
        return self._condition or None

    getErrorClass = getCondition

    def getSqlState(self):
        return self._sqlstate

    def getMessage(self):
        return self.desc

    def __str__(self):
        return self.desc


class AnalysisException(PySparkException):
    pass


class ParseException(AnalysisException):
    pass


class SparkRuntimeException(PySparkException):
    pass


class ArithmeticException(SparkRuntimeException):
    pass


class ArrayIndexOutOfBoundsException(SparkRuntimeException):
    pass


class NumberFormatException(SparkRuntimeException):
    pass


class DateTimeException(SparkRuntimeException):
    pass


class SparkUpgradeException(SparkRuntimeException):
    pass


class TempTableAlreadyExistsException(AnalysisException):
    pass


class PySparkTypeError(PySparkException, TypeError):
    pass


class PySparkValueError(PySparkException, ValueError):
    pass


class PySparkAttributeError(PySparkException, AttributeError):
    pass


class PySparkNotImplementedError(PySparkException, NotImplementedError):
    pass


class PySparkAssertionError(PySparkException, AssertionError):
    pass


class PySparkImportError(PySparkException, ImportError):
    pass


_RUNTIME = {
    "ARITHMETIC_OVERFLOW": ArithmeticException,
    "DIVIDE_BY_ZERO": ArithmeticException,
    "NUMERIC_VALUE_OUT_OF_RANGE": ArithmeticException,
    "CAST_INVALID_INPUT": NumberFormatException,
    "INVALID_ARRAY_INDEX": ArrayIndexOutOfBoundsException,
    "CANNOT_PARSE_TIMESTAMP": DateTimeException,
}


def of_refusal(refused):
    """The exception for a statement that the SQL engine refused."""
    condition, state = refused.kind, refused.state
    main = condition.split(".")[0]
    if main.startswith("PARSE_") or state == "42601":
        kind = ParseException
    elif main in _RUNTIME:
        kind = _RUNTIME[main]
    elif state[:2] in ("42", "0A", "22", "38", "54") or not state:
        kind = SparkRuntimeException if state[:2] in ("22", "38", "54") else AnalysisException
    else:
        kind = PySparkException
    # The alias by which a query reads another one is not part of the program.
    return kind(condition, refused.message.replace("`_t`.", ""), state or None)
