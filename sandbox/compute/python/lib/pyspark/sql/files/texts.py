"""Cells of CSV files: their types, and their values."""

import datetime, decimal, re

import pyspark.sql.types as t

_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}$")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?$")
_INTEGER = re.compile(r"[+-]?\d+$")


def inferred(cells):
    """The type that holds all cells, in Spark's order of preference."""
    present = [cell for cell in cells if cell is not None]
    if not present:
        return t.StringType()
    if all(_INTEGER.match(cell) for cell in present):
        widest = max(abs(int(cell)) for cell in present)
        return t.IntegerType() if widest < 2**31 else t.LongType() if widest < 2**63 else t.DecimalType(38, 0)
    if all(_number(cell) is not None for cell in present):
        return t.DoubleType()
    if all(_DATE.match(cell) for cell in present):
        return t.DateType()
    if all(_DATE.match(cell) or _TIME.match(cell) for cell in present):
        return t.TimestampType()
    if all(cell.lower() in ("true", "false") for cell in present):
        return t.BooleanType()
    return t.StringType()


def _number(cell):
    try:
        return float(cell) if not re.search(r"[a-df-z_]", cell, re.I) else None
    except ValueError:
        return None


def _java(pattern):
    """A pattern of Java as one of `strptime`, for the letters that files use."""
    steps = (("yyyy", "%Y"), ("MMM", "%b"), ("MM", "%m"), ("dd", "%d"), ("HH", "%H"), ("mm", "%M"), ("ss", "%S"), ("SSSSSS", "%f"), ("yy", "%y"))
    for java, python in steps:
        pattern = pattern.replace(java, python)
    return pattern.replace("'T'", "T")


class Unfit(ValueError):
    """A cell that is no value of its column's type."""


def parsed(text, kind, settings):
    """The value of a cell. Raises `Unfit`."""
    if text is None or isinstance(kind, t.StringType):
        return text
    try:
        return _value(text.strip(), kind, settings)
    except (ValueError, ArithmeticError, KeyError) as error:
        raise Unfit(text) from error


def _value(text, kind, settings):
    if isinstance(kind, t.IntegralType):
        return int(text)
    if isinstance(kind, (t.DoubleType, t.FloatType)):
        return float(text)
    if isinstance(kind, t.DecimalType):
        return decimal.Decimal(text).quantize(decimal.Decimal(1).scaleb(-kind.scale), decimal.ROUND_HALF_UP)
    if isinstance(kind, t.BooleanType):
        return {"true": True, "false": False}[text.lower()]
    if isinstance(kind, t.DateType):
        if "dateformat" in settings:
            return datetime.datetime.strptime(text, _java(settings["dateformat"])).date()
        year, month, day = text[:10].split("-")
        return datetime.date(int(year), int(month), int(day.split("T")[0].split(" ")[0]))
    if isinstance(kind, (t.TimestampType, t.TimestampNTZType)):
        if "timestampformat" in settings:
            return datetime.datetime.strptime(text, _java(settings["timestampformat"]))
        return datetime.datetime.fromisoformat(text)
    return None
