"""Parameters of `spark.sql(text, args)`: markers outside text and comments are replaced by literals."""

import re

from pyspark.errors import AnalysisException
from pyspark.sql.column import Column
from pyspark.sql.values import literal

_TOKEN = re.compile(
    r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|--[^\n]*|/\*.*?\*/|::|(?<![\w:)\]]):([A-Za-z_]\w*)|(\?)""", re.S
)


def _text(item):
    return item._sql(None) if isinstance(item, Column) else literal(item)


def filled(text, args):
    """The statement with the value of each marker: `:name` from a dict, `?` from a list."""
    named = args if isinstance(args, dict) else {}
    left = iter(() if named else args)

    def replace(match):
        if match.group(1):
            if match.group(1) not in named:
                return match.group()
            return _text(named[match.group(1)])
        if match.group(2) and not named:
            try:
                return _text(next(left))
            except StopIteration:
                message = "Found an unbound parameter: there are more markers than values. SQLSTATE: 42P02"
                raise AnalysisException("UNBOUND_SQL_PARAMETER", message, "42P02") from None
        return match.group()

    return _TOKEN.sub(replace, text)
