"""`Row`: a tuple with names."""


class Row(tuple):
    def __new__(cls, *values, **fields):
        if values and fields:
            raise ValueError("Can not use both args and kwargs to create Row")
        if fields:
            row = tuple.__new__(cls, fields.values())
            row.__fields__ = list(fields)
            return row
        return tuple.__new__(cls, values)

    def asDict(self, recursive=False):
        if not hasattr(self, "__fields__"):
            raise TypeError("Cannot convert a Row class into dict")
        plain = _plain if recursive else (lambda value: value)
        return {name: plain(value) for name, value in zip(self.__fields__, self)}

    _asdict = asDict

    def __contains__(self, item):
        return item in getattr(self, "__fields__", ()) or tuple.__contains__(self, item)

    def __call__(self, *values):
        """Makes a row of this class of rows: `Person = Row("name", "age")`."""
        if len(values) > len(self):
            raise ValueError(f"Can not create Row with fields {self}, expected {len(self)} values but got {values}")
        return row_of(list(self), values)

    def __getitem__(self, key):
        if isinstance(key, (int, slice)):
            return tuple.__getitem__(self, key)
        try:
            return tuple.__getitem__(self, self.__fields__.index(key))
        except (AttributeError, ValueError):
            raise KeyError(key) from None

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return tuple.__getitem__(self, self.__fields__.index(name))
        except (AttributeError, ValueError):
            raise AttributeError(name) from None

    def __reduce__(self):
        return (row_of, (self.__fields__, tuple(self))) if hasattr(self, "__fields__") else tuple.__reduce__(self)

    def __repr__(self):
        if hasattr(self, "__fields__"):
            return "Row(" + ", ".join(f"{name}={value!r}" for name, value in zip(self.__fields__, self)) + ")"
        return "<Row(" + ", ".join(map(repr, self)) + ")>"


def row_of(names, values):
    """A row with these names, of which several may be equal."""
    row = tuple.__new__(Row, values)
    row.__fields__ = list(names)
    return row


def _plain(value):
    if isinstance(value, Row):
        return value.asDict(True)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
