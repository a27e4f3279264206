"""Spark's data types, their names in SQL, and `Row`."""

import json

from pyspark.sql.row import Row


class DataType:
    """A data type. Two types are equal if their class and parameters are."""

    _name = ""

    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self):
        return hash(self.simpleString())

    def __repr__(self):
        return f"{type(self).__name__}()"

    @classmethod
    def typeName(cls):
        return cls._name or cls.__name__.removesuffix("Type").lower()

    def simpleString(self):
        return self.typeName()

    def jsonValue(self):
        return self.typeName()

    def json(self):
        return json.dumps(self.jsonValue(), separators=(",", ":"), sort_keys=True)

    @classmethod
    def fromDDL(cls, ddl):
        return of_ddl(ddl)


class _Shortened(DataType):
    """A type whose name in SQL differs from its name in a schema's JSON."""

    _short = ""

    def simpleString(self):
        return self._short


class NullType(DataType):
    _name = "void"


class AtomicType(DataType):
    pass


class StringType(AtomicType):
    pass


class CharType(AtomicType):
    def __init__(self, length):
        self.length = length

    def simpleString(self):
        return f"char({self.length})"

    jsonValue = simpleString


class VarcharType(CharType):
    def simpleString(self):
        return f"varchar({self.length})"

    jsonValue = simpleString


class BinaryType(AtomicType):
    pass


class BooleanType(AtomicType):
    pass


class DateType(AtomicType):
    pass


class TimestampType(AtomicType):
    pass


class TimestampNTZType(AtomicType):
    _name = "timestamp_ntz"


class VariantType(AtomicType):
    pass


class NumericType(AtomicType):
    pass


class IntegralType(NumericType):
    pass


class FractionalType(NumericType):
    pass


class ByteType(_Shortened, IntegralType):
    _short = "tinyint"


class ShortType(_Shortened, IntegralType):
    _short = "smallint"


class IntegerType(_Shortened, IntegralType):
    _short = "int"


class LongType(_Shortened, IntegralType):
    _short = "bigint"


class FloatType(FractionalType):
    pass


class DoubleType(FractionalType):
    pass


class DecimalType(FractionalType):
    def __init__(self, precision=10, scale=0):
        self.precision, self.scale = precision, scale

    def simpleString(self):
        return f"decimal({self.precision},{self.scale})"

    jsonValue = simpleString

    def __repr__(self):
        return f"DecimalType({self.precision},{self.scale})"


class IntervalType(AtomicType):
    """An interval. Its values are text here."""

    def __init__(self, text="interval"):
        self.text = text

    def simpleString(self):
        return self.text

    jsonValue = simpleString


class ArrayType(DataType):
    def __init__(self, elementType, containsNull=True):
        self.elementType, self.containsNull = elementType, containsNull

    def simpleString(self):
        return f"array<{self.elementType.simpleString()}>"

    def jsonValue(self):
        return {"type": "array", "elementType": self.elementType.jsonValue(), "containsNull": self.containsNull}

    def __repr__(self):
        return f"ArrayType({self.elementType!r}, {self.containsNull})"


class MapType(DataType):
    def __init__(self, keyType, valueType, valueContainsNull=True):
        self.keyType, self.valueType, self.valueContainsNull = keyType, valueType, valueContainsNull

    def simpleString(self):
        return f"map<{self.keyType.simpleString()},{self.valueType.simpleString()}>"

    def jsonValue(self):
        kinds = {"keyType": self.keyType.jsonValue(), "valueType": self.valueType.jsonValue()}
        return {"type": "map", **kinds, "valueContainsNull": self.valueContainsNull}

    def __repr__(self):
        return f"MapType({self.keyType!r}, {self.valueType!r}, {self.valueContainsNull})"


class StructField(DataType):
    def __init__(self, name, dataType, nullable=True, metadata=None):
        self.name, self.dataType, self.nullable = name, of_ddl(dataType) if isinstance(dataType, str) else dataType, nullable
        self.metadata = metadata or {}

    def simpleString(self):
        return f"{self.name}:{self.dataType.simpleString()}"

    def jsonValue(self):
        kind = self.dataType.jsonValue()
        return {"name": self.name, "type": kind, "nullable": self.nullable, "metadata": self.metadata}

    def __repr__(self):
        return f"StructField({self.name!r}, {self.dataType!r}, {self.nullable})"


class StructType(DataType):
    def __init__(self, fields=None):
        self.fields = list(fields or [])

    @property
    def names(self):
        return [field.name for field in self.fields]

    def fieldNames(self):
        return self.names

    def add(self, field, data_type=None, nullable=True, metadata=None):
        self.fields.append(field if isinstance(field, StructField) else StructField(field, data_type, nullable, metadata))
        return self

    def __iter__(self):
        return iter(self.fields)

    def __len__(self):
        return len(self.fields)

    def __getitem__(self, key):
        if isinstance(key, str):
            for field in self.fields:
                if field.name == key:
                    return field
            raise KeyError(f"No StructField named {key}")
        return StructType(self.fields[key]) if isinstance(key, slice) else self.fields[key]

    def simpleString(self):
        return f"struct<{','.join(field.simpleString() for field in self.fields)}>"

    def jsonValue(self):
        return {"type": "struct", "fields": [field.jsonValue() for field in self.fields]}

    def toDDL(self):
        return ",".join(f"{field.name} {field.dataType.simpleString().upper()}" for field in self.fields)

    def treeString(self, level=None):
        return "root\n" + "".join(_branches(self, " |"))

    def __repr__(self):
        return f"StructType([{', '.join(map(repr, self.fields))}])"


def _branches(kind, stem):
    if isinstance(kind, StructType):
        for field in kind.fields:
            yield f"{stem}-- {field.name}: {field.dataType.typeName() if not isinstance(field.dataType, DecimalType) else field.dataType.simpleString()} (nullable = {str(field.nullable).lower()})\n"
            yield from _branches(field.dataType, stem + "    |")
    elif isinstance(kind, ArrayType):
        yield f"{stem}-- element: {kind.elementType.typeName()} (containsNull = {str(kind.containsNull).lower()})\n"
        yield from _branches(kind.elementType, stem + "    |")
    elif isinstance(kind, MapType):
        yield f"{stem}-- key: {kind.keyType.typeName()}\n"
        yield f"{stem}-- value: {kind.valueType.typeName()} (valueContainsNull = {str(kind.valueContainsNull).lower()})\n"
        yield from _branches(kind.valueType, stem + "    |")


from pyspark.sql.ddl import of_ddl  # noqa: E402
from pyspark.sql.inference import of_value  # noqa: E402
