"""Actions of a DataFrame: results, their text, and the ways to keep them."""

from pyspark.errors import PySparkImportError, PySparkNotImplementedError, PySparkTypeError
from pyspark.sql.row import row_of
from pyspark.sql.types import StructField, StructType
from pyspark.storagelevel import StorageLevel


class Actions:
    @property
    def schema(self):
        if self._schema is None:
            text = self._query
            fields = self._session._schema_of(text)
            names = [a.name for a in self._attributes] if self._attributes else fields.names
            self._schema = StructType([StructField(name, field.dataType, field.nullable) for name, field in zip(names, fields)])
        return self._schema

    @property
    def columns(self):
        return self.schema.names

    @property
    def dtypes(self):
        return [(field.name, field.dataType.simpleString()) for field in self.schema]

    def printSchema(self, level=None):
        print(self.schema.treeString())

    def _rows(self, query):
        rows, fields = self._session._exactly(query, self._schema)
        names = [a.name for a in self._attributes] if self._attributes else fields.names
        return [row_of(names, row) for row in rows], StructType(
            [StructField(name, field.dataType) for name, field in zip(names, fields)]
        )

    def collect(self):
        rows, self._schema = self._rows(self._query)
        return rows

    def toLocalIterator(self, prefetchPartitions=False):
        return iter(self.collect())

    def take(self, num):
        return self.limit(num).collect()

    def head(self, n=None):
        if n is None:
            found = self.take(1)
            return found[0] if found else None
        return self.take(n)

    def first(self):
        return self.head()

    def tail(self, num):
        return self.collect()[-num:] if num > 0 else []

    def isEmpty(self):
        return not self.take(1)

    def count(self):
        text = self._from()[0]
        return self._session._run(f"SELECT count(1) AS `count` FROM {text}")[0][0][0]

    def foreach(self, f):
        for row in self.collect():
            f(row)

    def foreachPartition(self, f):
        f(iter(self.collect()))

    def toJSON(self, use_unicode=True):
        raise PySparkNotImplementedError("NOT_IMPLEMENTED", "toJSON returns an RDD. Use F.to_json(F.struct('*')).")

    # Text
    def show(self, n=20, truncate=True, vertical=False):
        if not isinstance(n, int) or isinstance(n, bool):
            raise PySparkTypeError("NOT_INT", f"Argument `n` should be an int, got {type(n).__name__}.")
        rows, schema = self._rows(self.limit(n + 1)._query)
        width = 20 if truncate is True else int(truncate)
        names, more = schema.names, len(rows) > n
        table = [[_shown(value, width) for value in row] for row in rows[:n]]
        text = _vertical(names, table) if vertical else _boxed(names, table, truncate is not False and width > 0)
        print(f"{text}only showing top {n} row{'' if n == 1 else 's'}" if more else text)

    def explain(self, extended=None, mode=None):
        for row in self._session._run(f"EXPLAIN {self._query}")[0]:
            print(row[0])

    def __repr__(self):
        return f"DataFrame[{', '.join(f'{name}: {kind}' for name, kind in self.dtypes)}]"

    def _table(self, limit):
        """The rows for `display`."""
        rows, schema = self._rows(self.limit(limit + 1)._query)
        return [(field.name, field.dataType.jsonValue()) for field in schema], rows

    # Pandas and files
    def toPandas(self):
        try:
            import pandas
        except ModuleNotFoundError as error:
            message = f"{error} toPandas needs it. Use collect(), toLocalIterator() or display() here."
            raise PySparkImportError("PACKAGE_NOT_INSTALLED", message) from None
        return pandas.DataFrame.from_records(self.collect(), columns=self.columns)

    def toArrow(self):
        raise PySparkImportError("PACKAGE_NOT_INSTALLED", "PyArrow is not available in this workspace's Python.")

    @property
    def write(self):
        from pyspark.sql.readwriter import DataFrameWriter

        return DataFrameWriter(self)

    def writeTo(self, table):
        from pyspark.sql.readwriter import DataFrameWriterV2

        return DataFrameWriterV2(self, table)

    @property
    def writeStream(self):
        raise PySparkNotImplementedError("NOT_IMPLEMENTED", "Structured Streaming is not available in this workspace.")

    isStreaming = False

    # Views and caches
    def createOrReplaceTempView(self, name):
        self._session._view(name, self._query, self._attributes)

    def createTempView(self, name):
        self._session._view(name, self._query, self._attributes, replace=False)

    def createOrReplaceGlobalTempView(self, name):
        self._session._view(f"global_temp.{name}", self._query, self._attributes)

    createGlobalTempView = createOrReplaceGlobalTempView
    registerTempTable = createOrReplaceTempView

    def cache(self):
        return self

    checkpoint = localCheckpoint = cache

    def unpersist(self, blocking=False):
        return self

    def persist(self, storageLevel=None):
        return self

    def repartition(self, *_):
        return self

    coalesce = repartitionByRange = hint = repartition
    storageLevel, is_cached = StorageLevel.NONE, False

    def inputFiles(self):
        return []


def plain_text(value):
    """A value as Spark casts it to a string."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return double_text(value)
    if isinstance(value, (bytes, bytearray)):
        return f"[{' '.join(f'{byte:02X}' for byte in value)}]"
    if isinstance(value, dict):
        pairs = ", ".join(f"{plain_text(key)} -> {plain_text(item)}" for key, item in value.items())
        return "{" + pairs + "}"
    if isinstance(value, tuple):
        return "{" + ", ".join(plain_text(item) for item in value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(plain_text(item) for item in value) + "]"
    text = str(value)
    return text.rstrip("0").rstrip(".") if hasattr(value, "microsecond") and "." in text else text


def double_text(value):
    """A double as Java writes it."""
    if value != value or value in (float("inf"), float("-inf")):
        return {"inf": "Infinity", "-inf": "-Infinity"}.get(str(value), "NaN")
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return repr(value) if "e" not in repr(value) else f"{value:f}"
    digits = repr(abs(value)).split("e")[0].replace(".", "").strip("0") or "0"
    exponent = int(f"{abs(value):e}".split("e")[1])
    return f"{'-' if value < 0 else ''}{digits[0]}.{digits[1:] or '0'}E{exponent}"


def _shown(value, width):
    text = plain_text(value).replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    if width <= 0 or len(text) <= width:
        return text
    return text[:width] if width < 4 else text[: width - 3] + "..."


def _boxed(names, table, right):
    widths = [max(3, len(name), *[len(row[at]) for row in table]) for at, name in enumerate(names)]
    rule = "+" + "+".join("-" * width for width in widths) + "+"

    def line(cells):
        return "|" + "|".join(cell.rjust(width) if right else cell.ljust(width) for cell, width in zip(cells, widths)) + "|"

    return "\n".join([rule, line(names), rule, *map(line, table), rule, ""])


def _vertical(names, table):
    width = max([3, *map(len, names)])
    most = max([3, *[len(cell) for row in table for cell in row]])
    lines = []
    for at, row in enumerate(table):
        lines.append(f"-RECORD {at}".ljust(width + most + 5, "-"))
        lines += [f" {name.ljust(width)} | {cell.ljust(most)} " for name, cell in zip(names, row)]
    return "\n".join([*lines, ""])
