"""Reads types from their text: `a INT, b ARRAY<STRING>` or `STRUCT<a: INT>`."""

import re

import pyspark.sql.types as t
from pyspark.errors import ParseException

_TOKEN = re.compile(r"\s*(?:(`(?:[^`]|``)*`)|('(?:[^'\\]|\\.)*')|([A-Za-z_0-9][\w$-]*)|(.))", re.S)

_SIMPLE = {
    "string": t.StringType,
    "str": t.StringType,
    "binary": t.BinaryType,
    "boolean": t.BooleanType,
    "bool": t.BooleanType,
    "date": t.DateType,
    "timestamp": t.TimestampType,
    "timestamp_ltz": t.TimestampType,
    "timestamp_ntz": t.TimestampNTZType,
    "tinyint": t.ByteType,
    "byte": t.ByteType,
    "smallint": t.ShortType,
    "short": t.ShortType,
    "int": t.IntegerType,
    "integer": t.IntegerType,
    "bigint": t.LongType,
    "long": t.LongType,
    "float": t.FloatType,
    "real": t.FloatType,
    "double": t.DoubleType,
    "void": t.NullType,
    "null": t.NullType,
    "variant": t.VariantType,
}


class _Reader:
    def __init__(self, text):
        self.text = text
        self.tokens = [match.group().strip() for match in _TOKEN.finditer(text) if match.group().strip()]
        self.at = 0

    def peek(self, ahead=0):
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ""

    def next(self):
        self.at += 1
        return self.tokens[self.at - 1] if self.at <= len(self.tokens) else ""

    def take(self, *expected):
        if self.peek().lower() in expected:
            return self.next()
        return None

    def need(self, expected):
        if self.take(expected) is None:
            raise self.failure()

    def failure(self):
        near = f"'{self.peek()}'" if self.peek() else "end of input"
        message = f"Syntax error at or near {near}. The text is: {self.text}"
        return ParseException("PARSE_SYNTAX_ERROR", f"[PARSE_SYNTAX_ERROR] {message} SQLSTATE: 42601", "42601")

    def kind(self):
        name = self.next().lower()
        if name == "array":
            self.need("<")
            item = self.kind()
            self.need(">")
            return t.ArrayType(item)
        if name == "map":
            self.need("<")
            key = self.kind()
            self.need(",")
            value = self.kind()
            self.need(">")
            return t.MapType(key, value)
        if name == "struct":
            self.need("<")
            fields = [] if self.peek() == ">" else self.fields()
            self.need(">")
            return t.StructType(fields)
        if name in ("decimal", "dec", "numeric"):
            return t.DecimalType(*self.numbers())
        if name in ("char", "character", "varchar"):
            return (t.VarcharType if name == "varchar" else t.CharType)(*self.numbers())
        if name == "interval":
            units = [self.next().lower() for _ in range(9) if self.peek() and self.peek() not in (",", ">", ")")]
            return t.IntervalType(" ".join(["interval", *units]))
        if name in _SIMPLE:
            if name == "string" and self.take("collate"):
                self.next()
            return _SIMPLE[name]()
        self.at -= 1
        raise self.failure()

    def numbers(self):
        found = []
        if self.take("("):
            while not self.take(")"):
                if not self.peek().isdigit():
                    raise self.failure()
                found.append(int(self.next()))
                self.take(",")
        return found

    def fields(self):
        found = [self.field()]
        while self.take(","):
            found.append(self.field())
        return found

    def field(self):
        name = self.next()
        if not re.match(r"[`\w]", name):
            self.at -= 1
            raise self.failure()
        self.take(":")
        kind, nullable, metadata = self.kind(), True, {}
        if self.take("not"):
            self.need("null")
            nullable = False
        if self.take("comment"):
            metadata["comment"] = self.next()[1:-1]
        return t.StructField(name[1:-1].replace("``", "`") if name.startswith("`") else name, kind, nullable, metadata)


def of_ddl(text):
    """The type of a text: one type, or the fields of a struct."""
    reader = _Reader(text)
    # `a INT`: a name is followed by a type. A type alone is followed by its parameters or by nothing.
    single = len(reader.tokens) == 1 or reader.peek(1) in ("<", "(") or reader.peek().lower() == "interval"
    kind = reader.kind() if single else t.StructType(reader.fields())
    if reader.peek():
        raise reader.failure()
    return kind


def schema_of(schema):
    """A schema from a `StructType`, or from its text."""
    kind = of_ddl(schema) if isinstance(schema, str) else schema
    return kind if isinstance(kind, t.StructType) else t.StructType([t.StructField("value", kind)])
