"""Rows of Python as the text of a query."""

import pyspark.sql.types as t
from pyspark.errors import PySparkException
from pyspark.sql.values import literal, name as quoted, plain

#: More cells are written as one text, which is read much faster than a literal for each.
FEW_CELLS = 300
MOST_CHARACTERS = 8_000_000
_ROW, _CELL, _NULL = "\x1e", "\x1f", "\x1d"


def query_of_rows(rows, schema):
    """A query that returns these rows."""
    names, kinds = schema.names, [field.dataType for field in schema]
    if not names:
        return "SELECT 1 WHERE FALSE"
    if not rows:
        items = [f"CAST(NULL AS {_sql_type(kind)}) AS {quoted(name)}" for name, kind in zip(names, kinds)]
        return f"SELECT {', '.join(items)} WHERE FALSE"
    query = None
    if len(rows) * len(names) > FEW_CELLS and not any(isinstance(kind, (t.ArrayType, t.MapType, t.StructType)) for kind in kinds):
        query = _as_text(rows, names, kinds)
    query = query or _as_values(rows, names, kinds)
    if len(query) > MOST_CHARACTERS:
        message = f"The data of a DataFrame can have at most {MOST_CHARACTERS} characters here. Write a file to a volume and read it."
        raise PySparkException("LOCAL_RELATION_SIZE_LIMIT_EXCEEDED", message, "54000")
    return query


def _as_values(rows, names, kinds):
    lines = ",\n".join("(" + ", ".join(literal(v, k) for v, k in zip(row, kinds)) + ")" for row in rows)
    marks = ", ".join(f"c{at}" for at in range(len(names)))
    items = [f"{_typed(f'c{at}', kind)} AS {quoted(name)}" for at, (name, kind) in enumerate(zip(names, kinds))]
    return f"SELECT {', '.join(items)} FROM VALUES\n{lines}\nAS `_values`({marks})"


def _as_text(rows, names, kinds):
    """The cells as one text, split and cast by the engine. None if a cell has the characters that separate them."""
    lines = []
    for row in rows:
        cells = [_NULL if value is None else plain(value, kind) for value, kind in zip(row, kinds)]
        if any(mark in cell for value, cell in zip(row, cells) if value is not None for mark in (_ROW, _CELL, _NULL)):
            return None
        lines.append(_CELL.join(cells))
    items = [
        f"{_from_text(f'CASE WHEN cells[{at}] != {literal(_NULL)} THEN cells[{at}] END', kind)} AS {quoted(name)}"
        for at, (name, kind) in enumerate(zip(names, kinds))
    ]
    line = f"SELECT explode(split({literal(_ROW.join(lines))}, {literal(_ROW)})) AS line"
    return f"SELECT {', '.join(items)} FROM (SELECT split(line, {literal(_CELL)}) AS cells FROM ({line}) AS `_lines`) AS `_cells`"


def _from_text(text, kind):
    if isinstance(kind, t.BinaryType):
        return f"unhex({text})"
    return text if isinstance(kind, (t.StringType, t.NullType)) else f"CAST({text} AS {kind.simpleString()})"


def _typed(text, kind):
    """A column of VALUES with its type. Literals of nested types have theirs already."""
    nested = isinstance(kind, (t.ArrayType, t.MapType, t.StructType))
    return text if nested else f"CAST({text} AS {_sql_type(kind)})"


def _sql_type(kind):
    """NULL alone has no type that a cast could name."""
    return "string" if isinstance(kind, t.NullType) else kind.simpleString()
