"""Records of CSV files, and what becomes of those that do not fit the schema."""

import csv, io

import pyspark.sql.types as t
from pyspark.errors import SparkRuntimeException
from pyspark.sql.files.texts import Unfit, inferred, parsed


def read_csv(texts, schema, settings):
    """The rows and the schema of these texts."""
    names, records = None, []
    for text in texts:
        found = list(_records(text, settings))
        if settings.get("header") == "true" and found:
            (_, head), *found = found
            names = names or head
        records += found
    width = len(names) if names else max((len(cells) for _, cells in records), default=0)
    if schema is None:
        schema = _schema_of([_sized(cells, width) for _, cells in records], names, width, settings)
    return list(_rows(records, schema, settings)), schema


def _records(text, settings):
    """Each record as its text and its cells."""
    separator = settings.get("sep", settings.get("delimiter", ",")).replace("\\t", "\t")
    escape, quote = settings.get("escape", "\\"), settings.get("quote", '"')
    dialect = {"delimiter": separator, "doublequote": escape == quote, "escapechar": None if escape == quote else escape}
    dialect |= {"quotechar": quote} if quote else {"quoting": csv.QUOTE_NONE}
    comment = settings.get("comment")
    lines = [line for line in io.StringIO(text, newline=None) if not (comment and line.startswith(comment))]
    reader, begun = csv.reader(lines, **dialect), 0
    missing = {"", settings.get("nullvalue", "")}
    infers = settings.get("inferschema") == "true"
    leading = infers or settings.get("ignoreleadingwhitespace") == "true"
    trailing = infers or settings.get("ignoretrailingwhitespace") == "true"

    def cell(text):
        text = text.lstrip() if leading else text
        text = text.rstrip() if trailing else text
        return None if text in missing else text

    for cells in reader:
        whole = "".join(lines[begun : reader.line_num]).rstrip("\n")
        begun = reader.line_num
        if cells:
            yield whole, [cell(text) for text in cells]


def _schema_of(rows, names, width, settings):
    columns = list(zip(*rows)) or [()] * width
    kinds = [inferred(column) if settings.get("inferschema") == "true" else t.StringType() for column in columns]
    shown = names or [f"_c{at}" for at in range(width)]
    return t.StructType([t.StructField(name, kind) for name, kind in zip(shown, kinds)])


def _sized(cells, width):
    return [*cells, *[None] * (width - len(cells))][:width]


def _rows(records, schema, settings):
    mode = str(settings.get("mode", "PERMISSIVE")).upper()
    corrupt = settings.get("columnnameofcorruptrecord", "_corrupt_record")
    fields = [field for field in schema if field.name != corrupt]
    for whole, cells in records:
        row, fits = [], len(cells) == len(fields)
        for text, field in zip(_sized(cells, len(fields)), fields):
            try:
                row.append(parsed(text, field.dataType, settings))
            except Unfit:
                row.append(None)
                fits = False
        if not fits and mode == "FAILFAST":
            message = f"Malformed records are detected in record parsing: {whole}. Parse Mode: FAILFAST. SQLSTATE: 22023"
            raise SparkRuntimeException("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", message, "22023")
        if fits or mode != "DROPMALFORMED":
            values = iter(row)
            yield [(None if fits else whole) if field.name == corrupt else next(values) for field in schema]
