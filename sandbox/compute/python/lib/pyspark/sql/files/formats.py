"""Files of volumes, DBFS and the workspace tree as rows, and rows as files."""

import csv, fnmatch, io, json, re

import pyspark.sql.types as t
from _files import Missing, list_files, make_directory, read_file, remove, write_file
from pyspark.errors import AnalysisException, PySparkNotImplementedError
from pyspark.sql.actions import plain_text
from pyspark.sql.inference import merged, of_value
from pyspark.sql.files.partitions import split
from pyspark.sql.files.records import read_csv
from pyspark.sql.files.texts import Unfit, parsed


def _found(paths):
    """The files at these paths: a file, all files of a folder, or those whose name fits a pattern."""
    for path in paths:
        folder, _, last = path.rstrip("/").rpartition("/")
        try:
            if re.search(r"[*?\[{]", last):
                names = [item for item in list_files(folder) if fnmatch.fnmatch(item.name.rstrip("/"), last)]
            else:
                names = list_files(path)
            for item in sorted(names, key=lambda item: item.path):
                if not item.isDir() and not item.name.startswith(("_", ".")):
                    yield item.path
        except Missing:
            message = f"Path does not exist: {path}. SQLSTATE: 42K03"
            raise AnalysisException("PATH_NOT_FOUND", message, "42K03") from None


#: Options of Spark's that would change what is read, and are not implemented. Spark itself ignores those that it does not know.
_OF_FOLDERS = {"linesep", "recursivefilelookup", "pathglobfilter", "modifiedbefore", "modifiedafter"}
_ABSENT = {
    "csv": {
        *("emptyvalue", "nanvalue", "positiveinf", "negativeinf", "chartoescapequoteescaping", "unescapedquotehandling"),
        *("preferdate", "timestampntzformat", "singlevariantcolumn"),
    },
    "json": {
        *("dateformat", "timestampformat", "timestampntzformat", "columnnameofcorruptrecord", "primitivesasstring"),
        *("prefersdecimal", "allowcomments", "allowunquotedfieldnames", "allownumericleadingzeros", "dropfieldifallnull"),
        *("allowbackslashescapinganycharacter", "allowunquotedcontrolchars", "allownonnumericnumbers", "singlevariantcolumn"),
    },
    "text": set(),
}


def _check_options(kind, settings):
    for name in settings:
        if name in _ABSENT[kind] or name in _OF_FOLDERS:
            message = f"The option {name} of {kind} files is not implemented in this workspace. It would be ignored."
            raise PySparkNotImplementedError("NOT_IMPLEMENTED", message)


def read(kind, paths, schema, settings):
    """The rows and the schema of text files."""
    _check_options(kind, settings)
    texts = [(path, read_file(path).decode(settings.get("encoding", settings.get("charset", "utf-8")))) for path in _found(paths)]
    if kind == "text":
        whole = settings.get("wholetext") == "true"
        rows = [[line] for _, text in texts for line in ([text] if whole else text.splitlines())]
        return rows, schema or t.StructType([t.StructField("value", t.StringType())])
    return read_csv([text for _, text in texts], schema, settings) if kind == "csv" else _read_json(texts, schema, settings)


def read_binary(paths):
    fields = [t.StructField("path", t.StringType()), t.StructField("length", t.LongType()), t.StructField("content", t.BinaryType())]
    found = [(path, read_file(path)) for path in _found(paths)]
    return [[path, len(data), data] for path, data in found], t.StructType(fields)


def _read_json(texts, schema, settings):
    records = []
    for path, text in texts:
        try:
            found = [json.loads(text)] if settings.get("multiline") == "true" else [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError as error:
            message = f"{path} is not JSON with one record per line ({error}). Set option('multiLine', 'true') for one document."
            raise AnalysisException("MALFORMED_RECORD_IN_PARSING", message, "22023") from None
        records += [item for each in found for item in (each if isinstance(each, list) else [each])]
    if schema is None:
        kind = t.StructType()
        for record in records:
            kind = merged(kind, _kind_of(record)) if kind.fields else _kind_of(record)
        schema = _completed(kind)
    return [_fitted(record, schema) for record in records], schema


def _kind_of(value):
    if isinstance(value, dict):
        return t.StructType([t.StructField(key, _kind_of(value[key])) for key in sorted(value)])
    if isinstance(value, list):
        kind = t.NullType()
        for item in value:
            kind = merged(kind, _kind_of(item))
        return t.ArrayType(kind)
    return of_value(value)


def _completed(kind):
    """The same type without unknown parts: what was always null is text."""
    if isinstance(kind, t.StructType):
        fields = sorted(kind, key=lambda field: field.name)
        return t.StructType([t.StructField(field.name, _completed(field.dataType)) for field in fields])
    if isinstance(kind, t.ArrayType):
        return t.ArrayType(_completed(kind.elementType))
    return t.StringType() if isinstance(kind, t.NullType) else kind


def _fitted(value, kind):
    if value is None:
        return None
    if isinstance(kind, t.StructType):
        return [_fitted(value.get(field.name), field.dataType) for field in kind] if isinstance(value, dict) else None
    if isinstance(kind, t.ArrayType):
        return [_fitted(item, kind.elementType) for item in value] if isinstance(value, list) else None
    if isinstance(kind, t.MapType):
        return {key: _fitted(item, kind.valueType) for key, item in value.items()} if isinstance(value, dict) else None
    if isinstance(kind, t.StringType):
        return value if isinstance(value, str) else json.dumps(value)
    if isinstance(value, bool) or isinstance(kind, t.BooleanType):
        return value if isinstance(value, bool) and isinstance(kind, t.BooleanType) else None
    try:
        return parsed(str(value), kind, {})
    except Unfit:
        return None


def write(kind, path, frame, mode, settings, partitions=()):
    """Writes the rows as one file into the folder `path`, or into a folder in it for each value of the partition columns."""
    if kind not in ("csv", "json", "text", "parquet"):
        message = f"Files of format {kind} cannot be written in this workspace. Use parquet, csv, json or text, or saveAsTable."
        raise PySparkNotImplementedError("NOT_IMPLEMENTED", message)
    if not path:
        raise AnalysisException("MISSING_PATH", "'path' is not specified.")
    path = path.rstrip("/")
    if not _cleared(path, mode):
        return
    for folder, rows in split(frame, partitions) if partitions else [("", frame)]:
        _write_part(kind, f"{path}/{folder}".rstrip("/"), rows, settings)
    write_file(f"{path}/_SUCCESS", b"")


def _cleared(path, mode):
    """Makes the folder ready. Returns whether there is something to write."""
    try:
        list_files(path)
    except Missing:
        return True
    if mode == "error":
        raise AnalysisException("PATH_ALREADY_EXISTS", f"Path {path} already exists. Set mode as \"overwrite\" to overwrite the existing path. SQLSTATE: 42K04", "42K04")
    if mode == "overwrite":
        remove(path, True)
    return mode != "ignore"


def _write_part(kind, folder, frame, settings):
    make_directory(folder)
    number = len([item for item in list_files(folder) if item.name.startswith("part-")])
    data = _parquet(frame) if kind == "parquet" else _text(kind, frame, settings).encode()
    write_file(f"{folder}/part-{number:05}.{'txt' if kind == 'text' else kind}", data)


def _parquet(frame):
    return frame._session._parquet(frame._query, frame.schema)


def _text(kind, frame, settings):
    rows = frame.collect()
    if kind == "json":
        records = [{key: item for key, item in row.asDict(True).items() if item is not None} for row in rows]
        lines = [json.dumps(record, default=plain_text, separators=(",", ":"), ensure_ascii=False) for record in records]
        return "".join(f"{line}\n" for line in lines)
    if kind == "text":
        return "".join(f"{row[0] or ''}\n" for row in rows)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=settings.get("sep", settings.get("delimiter", ",")), lineterminator="\n")
    if settings.get("header") == "true":
        writer.writerow(frame.columns)
    for row in rows:
        writer.writerow(["" if cell is None else plain_text(cell) for cell in row])
    return out.getvalue()
