"""`SparkSession`: runs statements on the workspace's SQL engine."""

import base64, re

import _bridge
import pyspark.sql.types as t
from pyspark.conf import SparkContext
from pyspark.errors import AnalysisException, PySparkNotImplementedError, PySparkTypeError, of_refusal
from pyspark.sql.catalog import Catalog
from pyspark.sql.conf import RuntimeConfig
from pyspark.sql.dataframe import DataFrame
from pyspark.sql.ddl import of_ddl, schema_of
from pyspark.sql.inference import rows_of
from pyspark.sql.local import query_of_rows
from pyspark.sql.parameters import filled
from pyspark.sql.readwriter import DataFrameReader
from pyspark.sql.udf import UserDefinedFunction
from pyspark.sql.values import literal, name as quoted, rows_of_reply

_COMMENTS = re.compile(r"\s+|--[^\n]*|/\*.*?\*/", re.S)
_QUERY = re.compile(r"(?:\(|(?:SELECT|WITH|FROM|VALUES|TABLE)\b)", re.I)
_CHANGE = re.compile(r"\)\s*(?:INSERT|MERGE|UPDATE|DELETE)\b", re.I)


def is_query(text):
    """Whether a statement can be read like a table."""
    at = 0
    while found := _COMMENTS.match(text, at):
        at = found.end()
    return _QUERY.match(text, at) is not None and not (text[at : at + 4].upper() == "WITH" and _CHANGE.search(text))


class SparkSession:
    _active = None

    class Builder:
        def __getattr__(self, name):
            if name.startswith("_"):
                raise AttributeError(name)
            return lambda *_, **__: self

        def getOrCreate(self):
            SparkSession._active = SparkSession._active or SparkSession()
            return SparkSession._active

        create = getOrCreate

    builder = Builder()

    def __init__(self):
        self.conf, self.catalog, self.udf = RuntimeConfig(), Catalog(self), UDFRegistration()
        self._made = 0

    @classmethod
    def getActiveSession(cls):
        return cls._active

    active = getActiveSession
    version = "4.0.1"

    @property
    def sparkContext(self):
        return SparkContext()

    def newSession(self):
        return self

    def stop(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def __repr__(self):
        return "<pyspark.sql.session.SparkSession object>"

    # The engine
    def _run(self, text, wanted=None):
        """The rows and the schema of a statement. `wanted` are the types of columns that the statement reads as text."""
        try:
            reply = _bridge.request("sql", text=text)
        except _bridge.Refused as refused:
            error = of_refusal(refused)
            routine = re.search(r"UNRESOLVED_ROUTINE\] Cannot resolve routine `([^`]+)`", str(error))
            if routine is not None and routine[1].lower() in self.udf.names:
                message = f"SQL cannot call the Python function {routine[1]} in this workspace. Call what register returned in DataFrame expressions, or use CREATE FUNCTION."
                raise PySparkNotImplementedError("NOT_IMPLEMENTED", message) from None
            raise error from None
        schema = wanted or t.StructType([t.StructField(name, of_ddl(kind)) for name, kind in reply["columns"]])
        return rows_of_reply(reply, schema), schema

    def _exactly(self, query, schema):
        """The rows of a query. Results show times in milliseconds, so that times are read as text."""
        if schema is None:
            rows, schema = self._run(query)
            if not rows:
                return rows, schema
        else:
            rows = None
        exact = self._with_times_as_text(query, schema)
        if exact == query:
            return (self._run(query) if rows is None else (rows, schema))
        return self._run(exact, schema)

    def _with_times_as_text(self, query, schema):
        """The query, with its times as text if it has some and its columns can be told apart."""
        times = {at for at, field in enumerate(schema) if isinstance(field.dataType, (t.TimestampType, t.TimestampNTZType))}
        if not times or len(set(map(str.lower, schema.names))) < len(schema):
            return query
        items = [
            f"CAST({quoted(name)} AS string) AS {quoted(name)}" if at in times else quoted(name)
            for at, name in enumerate(schema.names)
        ]
        return f"SELECT {', '.join(items)} FROM (\n{query}\n) AS `_t`"

    def _parquet(self, query, schema):
        """The rows of a query as the bytes of a Parquet file."""
        columns = [[field.name, field.dataType.simpleString()] for field in schema]
        try:
            reply = _bridge.request("parquet", text=self._with_times_as_text(query, schema), columns=columns)
        except _bridge.Refused as refused:
            raise of_refusal(refused) from None
        return base64.b64decode(reply["data"])

    def _schema_of(self, query):
        return self._run(f"SELECT * FROM (\n{query}\n) AS `_t` LIMIT 0")[1]

    def _frame(self, query):
        return DataFrame(self, query)

    def _local(self, rows, schema):
        """A DataFrame of values: its query holds them all."""
        found = DataFrame(self, query_of_rows(rows, schema))
        found._schema = schema
        return found

    def _view(self, name, query, attributes, replace=True):
        if attributes and any(a.name != a.inner for a in attributes):
            doubled = next(a.name for a in attributes if a.name != a.inner)
            raise AnalysisException("COLUMN_ALREADY_EXISTS", f"The column {quoted(doubled)} already exists. Choose another name.")
        try:
            _bridge.request("view", name=name, query=query, replace=replace)
        except _bridge.Refused as refused:
            raise of_refusal(refused) from None

    # Sources
    def sql(self, sqlQuery, args=None, **kwargs):
        text = sqlQuery.strip().rstrip(";")
        if kwargs:
            text = text.format(**{key: self._mention(item) for key, item in kwargs.items()})
        if args:
            text = filled(text, args)
        if is_query(text):
            found = DataFrame(self, text)
            # Errors of a query belong to the line that has its text.
            _ = found.schema
            return found
        rows, schema = self._run(text)
        return self._local(rows, schema)

    def _mention(self, item):
        if not isinstance(item, DataFrame):
            return literal(item)
        self._made += 1
        name = f"_frame_{self._made}"
        item.createOrReplaceTempView(name)
        return name

    def table(self, tableName):
        found = DataFrame(self, f"SELECT * FROM {tableName}")
        _ = found.schema
        return found

    def range(self, start, end=None, step=1, numPartitions=None):
        low, high = (0, start) if end is None else (start, end)
        return DataFrame(self, f"SELECT id FROM range({int(low)}, {int(high)}, {int(step)})")

    def createDataFrame(self, data, schema=None, samplingRatio=None, verifySchema=True):
        if isinstance(schema, t.DataType) and not isinstance(schema, t.StructType) or isinstance(schema, str):
            schema = schema_of(schema)
        if hasattr(data, "to_dict") and hasattr(data, "columns"):
            names = [str(name) for name in data.columns]
            data, schema = [tuple(row) for row in data.itertuples(index=False)], schema or names
        if isinstance(data, DataFrame):
            raise PySparkTypeError("INVALID_TYPE", "Argument `data` should not be a DataFrame.")
        rows, found = rows_of(list(data), schema)
        return self._local(rows, found)

    @property
    def read(self):
        return DataFrameReader(self)

    @property
    def readStream(self):
        raise PySparkNotImplementedError("NOT_IMPLEMENTED", "Structured Streaming is not available in this workspace.")


class UDFRegistration:
    def __init__(self):
        self.names = set()

    def register(self, name, f, returnType=None):
        """Returns the function for DataFrames. The SQL engine cannot call it."""
        self.names.add(name.lower())
        if isinstance(f, UserDefinedFunction):
            return UserDefinedFunction(f.func, f.returnType, name)
        return UserDefinedFunction(f, returnType or "string", name)


class SQLContext:
    """The entry point of Spark 1, over the session."""

    def __init__(self, session=None):
        self._session = session or SparkSession.builder.getOrCreate()

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._session, name)
