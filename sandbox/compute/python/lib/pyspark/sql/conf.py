"""`spark.conf`. Settings that would change results are refused."""

from pyspark.errors import AnalysisException, PySparkException

_FIXED = {
    "spark.sql.session.timeZone": ("UTC", "Etc/UTC", "GMT"),
    "spark.sql.ansi.enabled": ("true",),
    "spark.sql.caseSensitive": ("false",),
}


class RuntimeConfig:
    def __init__(self):
        self._values = {key: values[0] for key, values in _FIXED.items()}

    def set(self, key, value):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        allowed = _FIXED.get(key)
        if allowed and text.lower() not in [item.lower() for item in allowed]:
            message = f"Configuration {key} can only be {allowed[0]} in this workspace."
            raise AnalysisException("CONFIG_NOT_AVAILABLE", f"{message} SQLSTATE: 42K0I", "42K0I")
        self._values[key] = text

    _missing = object()

    def get(self, key, default=_missing):
        if key in self._values or default is not self._missing:
            return self._values.get(key, default)
        message = f'The SQL config "{key}" cannot be found. Please verify that the config exists. SQLSTATE: 42K0I'
        raise PySparkException("SQL_CONF_NOT_FOUND", message, "42K0I")

    def unset(self, key):
        if key not in _FIXED:
            self._values.pop(key, None)

    def isModifiable(self, key):
        return key not in _FIXED

    @property
    def getAll(self):
        return dict(self._values)
