"""Folders named after the values of columns, such as `day=2025-01-01`: they hold the columns that the files lack."""

from urllib.parse import quote, unquote

import pyspark.sql.types as t
from _files import Missing, list_files
from pyspark.errors import AnalysisException
from pyspark.sql.actions import plain_text
from pyspark.sql.column import column, value
from pyspark.sql.files.texts import inferred
from pyspark.sql.values import name as quoted

_NULL = "__HIVE_DEFAULT_PARTITION__"


def folder_of(names, values):
    """`k=a/day=2025-01-01`"""
    shown = [_NULL if item is None or item == "" else quote(plain_text(item), safe=" -_.,+()") for item in values]
    return "/".join(f"{name}={text}" for name, text in zip(names, shown))


def split(frame, names):
    """The rows of each combination of values, without these columns, and its folder."""
    known = {column_name.lower() for column_name in frame.columns}
    for name in names:
        if name.lower() not in known:
            message = f"Partition column `{name}` not found in schema {frame.schema.simpleString()}."
            raise AnalysisException("PARTITION_COLUMN_NOT_FOUND_IN_SCHEMA", f"{message} SQLSTATE: 42000", "42000")
    if len(names) == len(known):
        raise AnalysisException("ALL_PARTITION_COLUMNS_NOT_ALLOWED", "Cannot use all columns for partition columns. SQLSTATE: KD005", "KD005")
    for row in frame.select(*[column(quoted(name)) for name in names]).distinct().collect():
        rows = frame
        for name, item in zip(names, row):
            rows = rows.filter(column(quoted(name)).eqNullSafe(item))
        yield folder_of(names, row), rows.drop(*names)


def found(path):
    """The folders below a path that hold files, each with the values in its name. Empty if the path has no such folders."""
    try:
        items = list_files(path)
    except Missing:
        return []
    named = [item for item in items if item.isDir() and "=" in item.name]
    leaves = []
    for item in named:
        key, _, text = item.name.rstrip("/").partition("=")
        here = {unquote(key): None if text == _NULL else unquote(text)}
        folder = item.path.removeprefix("dbfs:")
        leaves += [(leaf, {**here, **more}) for leaf, more in found(folder) or [(folder, {})]]
    return leaves


def joined(load, leaves, wanted):
    """The rows of all folders with the columns that their names hold. `load(paths, schema)` reads some folders."""
    names = list(leaves[0][1])
    kinds = {name: _kind(name, [values[name] for _, values in leaves], wanted) for name in names}
    # The types of the other columns are those of all folders together.
    schema = wanted or load([path for path, _ in leaves], None).schema
    inner = t.StructType([field for field in schema if field.name not in names])
    whole = None
    for path, values in leaves:
        rows = load([path], inner).withColumns({name: value(values[name]).cast(kinds[name]) for name in names})
        whole = rows if whole is None else whole.unionByName(rows, allowMissingColumns=True)
    return whole


def _kind(name, texts, wanted):
    """The type of a partition column: the one in the schema, or the one that its values have."""
    of_schema = next((field.dataType for field in wanted or [] if field.name == name), None)
    return of_schema or inferred([text for text in texts if text is not None])
