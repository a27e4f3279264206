"""Readers and writers of tables and files."""

import re

from pyspark.errors import AnalysisException, PySparkNotImplementedError
from pyspark.sql.files import formats, partitions
from pyspark.sql.ddl import schema_of
from pyspark.sql.values import name as quoted, quoted as quoted_text


#: Formats whose folders are looked at for values of partition columns. A Delta table knows them itself.
_WITH_FOLDERS = {"csv", "json", "text", "parquet"}


class _Options:
    def __init__(self):
        self._format, self._settings = None, {}

    def format(self, source):
        self._format = source.lower()
        return self

    def option(self, key, value):
        self._settings[key.lower()] = str(value).lower() if isinstance(value, bool) else value
        return self

    def options(self, **options):
        for key, value in options.items():
            if value is not None:
                self.option(key, value)
        return self


class DataFrameReader(_Options):
    def __init__(self, session):
        super().__init__()
        self._session, self._wanted = session, None

    def schema(self, schema):
        self._wanted = schema_of(schema)
        return self

    def table(self, tableName):
        return self._session.table(f"{tableName}{self._version()}")

    def _version(self):
        """The version of a Delta table that the options name."""
        if "versionasof" in self._settings:
            return f" VERSION AS OF {int(self._settings['versionasof'])}"
        if "timestampasof" in self._settings:
            return f" TIMESTAMP AS OF {quoted_text(str(self._settings['timestampasof']))}"
        return ""

    def load(self, path=None, format=None, schema=None, **options):
        self.options(**options)
        if schema is not None:
            self.schema(schema)
        kind = (format or self._format or "delta").lower()
        paths = path if isinstance(path, (list, tuple)) else [path or self._settings.get("path", "")]
        leaves = [leaf for path in paths for leaf in partitions.found(path)] if kind in _WITH_FOLDERS else []
        if leaves:
            return partitions.joined(lambda folders, schema: self._read(kind, folders, schema), leaves, self._wanted)
        return self._read(kind, paths, self._wanted)

    def _read(self, kind, paths, schema):
        if kind in ("csv", "json", "text"):
            rows, found = formats.read(kind, paths, schema, self._settings)
            return self._session._local(rows, found)
        if kind == "binaryfile":
            return self._session._local(*formats.read_binary(paths))
        found = self.table(f"{kind}.{quoted(paths[0])}")
        for path in paths[1:]:
            found = found.unionByName(self.table(f"{kind}.{quoted(path)}"), allowMissingColumns=True)
        return found.select(*schema.names) if schema is not None else found

    def csv(self, path, schema=None, **options):
        return self.load(path, "csv", schema, **options)

    def json(self, path, schema=None, **options):
        return self.load(path, "json", schema, **options)

    def text(self, paths, wholetext=False, **options):
        return self.load(paths, "text", wholetext=wholetext, **options)

    def parquet(self, *paths, **options):
        return self.load(list(paths), "parquet", **options)

    def orc(self, path, **options):
        return self.load(path, "orc", **options)


class DataFrameWriter(_Options):
    def __init__(self, frame):
        super().__init__()
        self._frame, self._mode, self._partitions, self._clusters = frame, "error", [], []
        self._properties = {}

    def mode(self, saveMode):
        known = {"append", "overwrite", "ignore", "error", "errorifexists", "default"}
        if saveMode is not None and saveMode.lower() not in known:
            message = f'The specified save mode "{saveMode}" is invalid. Valid save modes include "append", "overwrite", "ignore", "error" and "errorifexists".'
            raise AnalysisException("INVALID_SAVE_MODE", message)
        self._mode = {"errorifexists": "error", "default": "error", None: "error"}.get(saveMode and saveMode.lower(), saveMode)
        self._mode = self._mode.lower()
        return self

    def partitionBy(self, *cols):
        self._partitions = _listed(cols)
        return self

    def clusterBy(self, *cols):
        self._clusters = _listed(cols)
        return self

    def bucketBy(self, *_):
        raise PySparkNotImplementedError("NOT_IMPLEMENTED", "Delta tables have no buckets.")

    def sortBy(self, *_):
        return self.bucketBy()

    @property
    def _session(self):
        return self._frame._session

    def _checked(self):
        names = [name.lower() for name in self._frame.columns]
        for at, name in enumerate(names):
            if name in names[:at]:
                message = f"The column {quoted(name)} already exists. Choose another name or rename the existing column."
                raise AnalysisException("COLUMN_ALREADY_EXISTS", f"{message} SQLSTATE: 42711", "42711")
        return self._frame._query

    def saveAsTable(self, name, format=None, mode=None, partitionBy=None, **options):
        self.options(**options)
        if mode is not None:
            self.mode(mode)
        if partitionBy is not None:
            self.partitionBy(partitionBy)
        if format is not None:
            self.format(format)
        query = self._checked()
        if self._mode == "overwrite" and "replacewhere" in self._settings:
            self._session._run(f"INSERT INTO {name} REPLACE WHERE {self._settings['replacewhere']}\n{query}")
            return
        if self._mode == "overwrite":
            self._session._run(f"CREATE OR REPLACE TABLE {name}{self._layout()} AS\n{query}")
            return
        exists = self._session.catalog.tableExists(name)
        if exists and self._mode == "error":
            message = f"Cannot create table or view {name} because it already exists. Choose a different name, or set mode('overwrite') or mode('append')."
            raise AnalysisException("TABLE_OR_VIEW_ALREADY_EXISTS", f"{message} SQLSTATE: 42P07", "42P07")
        if not exists:
            self._session._run(f"CREATE TABLE {name}{self._layout()} AS\n{query}")
        elif self._mode == "append":
            self._append(name, query)

    def _layout(self):
        """The clauses of CREATE TABLE between the name and the query."""
        clauses = []
        if self._format is not None:
            clauses.append(f"USING {self._format}")
        if self._partitions:
            clauses.append(f"PARTITIONED BY ({', '.join(map(quoted, self._partitions))})")
        if self._clusters:
            clauses.append(f"CLUSTER BY ({', '.join(map(quoted, self._clusters))})")
        if "path" in self._settings:
            clauses.append(f"LOCATION {quoted_text(str(self._settings['path']))}")
        if self._properties:
            pairs = (f"{quoted_text(key)} = {quoted_text(str(value))}" for key, value in self._properties.items())
            clauses.append(f"TBLPROPERTIES ({', '.join(pairs)})")
        return "".join(f" {clause}" for clause in clauses)

    def _append(self, table, query):
        """`saveAsTable` matches columns by name."""
        there = [name.lower() for name in self._session.table(table).columns]
        new = [field for field in self._frame.schema if field.name.lower() not in there]
        if new and self._settings.get("mergeschema") != "true":
            names = ", ".join(field.name for field in new)
            message = f"A schema mismatch detected when writing to the Delta table {table}: the table has no column {names}. Set option('mergeSchema', 'true') to add it."
            raise AnalysisException("DELTA_METADATA_MISMATCH", message, "42KDG")
        for field in new:
            self._session._run(f"ALTER TABLE {table} ADD COLUMNS ({quoted(field.name)} {field.dataType.simpleString()})")
        self._session._run(f"INSERT INTO {table} ({', '.join(map(quoted, self._frame.columns))})\n{query}")

    def insertInto(self, tableName, overwrite=None):
        replaces = overwrite if overwrite is not None else self._mode == "overwrite"
        self._session._run(f"INSERT {'OVERWRITE' if replaces else 'INTO'} {tableName}\n{self._checked()}")

    def save(self, path=None, format=None, mode=None, partitionBy=None, **options):
        self.options(**options)
        if mode is not None:
            self.mode(mode)
        kind = (format or self._format or "delta").lower()
        if partitionBy is not None:
            self.partitionBy(partitionBy)
        self._checked()
        formats.write(kind, path or self._settings.get("path"), self._frame, self._mode, self._settings, self._partitions)

    def csv(self, path, mode=None, **options):
        self.save(path, "csv", mode, **options)

    def json(self, path, mode=None, **options):
        self.save(path, "json", mode, **options)

    def text(self, path, **options):
        self.save(path, "text", **options)

    def parquet(self, path, mode=None, partitionBy=None, **options):
        self.save(path, "parquet", mode, partitionBy, **options)

    def orc(self, path, mode=None, **options):
        self.save(path, "orc", mode, **options)


def _listed(cols):
    """Names of columns, given one by one or as a list, as text or as columns."""
    given = list(cols[0]) if len(cols) == 1 and isinstance(cols[0], (list, tuple)) else list(cols)
    names = []
    for one in given:
        name = one if isinstance(one, str) else one._label
        if not re.fullmatch(r"\w+", name):
            raise PySparkNotImplementedError("NOT_IMPLEMENTED", "Delta tables are partitioned by columns, not by expressions.")
        names.append(name)
    return names


class DataFrameWriterV2:
    def __init__(self, frame, table):
        self._table, self._writer = table, DataFrameWriter(frame)

    def using(self, provider):
        self._writer.format(provider)
        return self

    def option(self, key, value):
        self._writer.option(key, value)
        return self

    def options(self, **options):
        self._writer.options(**options)
        return self

    def tableProperty(self, property, value):
        self._writer._properties[property] = value
        return self

    def partitionedBy(self, col, *cols):
        self._writer.partitionBy(*_listed((col, *cols)))
        return self

    def clusterBy(self, col, *cols):
        self._writer.clusterBy(*_listed((col, *cols)))
        return self

    def _exists(self):
        return self._writer._session.catalog.tableExists(self._table)

    def _must_exist(self):
        if not self._exists():
            message = f"The table or view {self._table} cannot be found. Verify the spelling and correctness of the schema and catalog."
            raise AnalysisException("TABLE_OR_VIEW_NOT_FOUND", f"{message} SQLSTATE: 42P01", "42P01")

    def create(self):
        self._writer.mode("error").saveAsTable(self._table)

    def createOrReplace(self):
        self._writer.mode("overwrite").saveAsTable(self._table)

    def replace(self):
        self._must_exist()
        self.createOrReplace()

    def append(self):
        self._must_exist()
        self._writer.mode("append").saveAsTable(self._table)

    def overwrite(self, condition):
        self._must_exist()
        _, scope = self._writer._frame._from()
        self._writer.mode("overwrite").option("replaceWhere", condition._sql(scope)).saveAsTable(self._table)

    def overwritePartitions(self):
        raise PySparkNotImplementedError("NOT_IMPLEMENTED", "overwritePartitions is not available here. Use overwrite(condition).")
