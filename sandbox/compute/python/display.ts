/** Python: collects the output of `display()` and `displayHTML()` for the result of a command. */
export const display = String.raw`
import datetime, decimal, json
import _dbutils

ROW_LIMIT = 1000
IMAGE_LIMIT = 1_000_000
shown = {"tables": [], "images": [], "html": []}


def schema_type(values):
    kinds = {kind_of(value) for value in values if value is not None}
    if kinds == {"long", "double"}:
        return "double"
    if len(kinds) == 1:
        kind = kinds.pop()
        if kind == "array":
            items = [item for value in values if value is not None for item in value]
            return {"type": "array", "elementType": schema_type(items), "containsNull": True}
        if kind == "map":
            items = [item for value in values if value is not None for item in value.values()]
            return {"type": "map", "keyType": "string", "valueType": schema_type(items), "valueContainsNull": True}
        return kind
    return "string"


def kind_of(value):
    for kind, classes in (
        ("boolean", bool),
        ("long", int),
        ("double", float),
        ("decimal(38,18)", decimal.Decimal),
        ("timestamp", datetime.datetime),
        ("date", datetime.date),
        ("binary", (bytes, bytearray)),
        ("map", dict),
        ("array", (list, tuple, set, frozenset)),
    ):
        if isinstance(value, classes):
            return kind
    return "string"


def cell(value, kind):
    if value is None:
        return None
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return {"inf": "Infinity", "-inf": "-Infinity"}.get(str(value), "NaN")
    if isinstance(value, bool) and kind == "boolean":
        return value
    if isinstance(value, int) and kind in ("long", "double"):
        return value
    if isinstance(value, float) and kind == "double":
        return value
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, (bytes, bytearray)):
        import base64

        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {str(key): cell(item, kind_of(item)) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [cell(item, kind_of(item)) for item in value]
    return _dbutils.redacted(str(value))


def record_of(row):
    if isinstance(row, dict):
        return {str(name): value for name, value in row.items()}
    if hasattr(row, "_asdict"):
        return row._asdict()
    if hasattr(row, "__dataclass_fields__"):
        return {name: getattr(row, name) for name in row.__dataclass_fields__}
    if isinstance(row, (list, tuple)):
        return {f"_{at}": value for at, value in enumerate(row, 1)}
    return {"value": row}


def show_table(rows, row_limit=ROW_LIMIT):
    records = [record_of(row) for row in rows[:row_limit]]
    names = list(dict.fromkeys(name for record in records for name in record))
    kinds = {name: schema_type([record.get(name) for record in records]) for name in names}
    shown["tables"].append(
        {
            "resultType": "table",
            "truncated": len(rows) > row_limit,
            "isJsonSchema": True,
            "schema": [{"name": name, "type": json.dumps(kinds[name]), "metadata": "{}"} for name in names],
            "data": [[cell(record.get(name), kinds[name]) for name in names] for record in records],
        }
    )


def frame_cell(value):
    """A value of a DataFrame. Its type comes from the schema."""
    if isinstance(value, tuple) and hasattr(value, "__fields__"):
        return {name: frame_cell(item) for name, item in zip(value.__fields__, value)}
    if isinstance(value, list):
        return [frame_cell(item) for item in value]
    if isinstance(value, dict):
        return {str(key): frame_cell(item) for key, item in value.items()}
    return cell(value, kind_of(value))


def show_frame(frame, row_limit=ROW_LIMIT):
    fields, rows = frame._table(row_limit)
    shown["tables"].append(
        {
            "resultType": "table",
            "truncated": len(rows) > row_limit,
            "isJsonSchema": True,
            "schema": [{"name": name, "type": json.dumps(kind), "metadata": "{}"} for name, kind in fields],
            "data": [[frame_cell(value) for value in row] for row in rows[:row_limit]],
        }
    )


def image_type(data):
    for head, kind in ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif")):
        if data.startswith(head):
            return kind
    return None


def show_image(data, kind):
    import base64, uuid

    # The platform keeps a large plot in its file store and names the path instead.
    inline = len(data) <= IMAGE_LIMIT
    shown["images"].append(
        f"data:image/{kind};base64," + base64.b64encode(data).decode() if inline else f"/plots/{uuid.uuid4()}.{kind}"
    )


def display(*values):
    """Shows a DataFrame or rows (dicts, tuples, named tuples, dataclasses) as a table, PNG, JPEG or GIF bytes as an image."""
    for value in values:
        if isinstance(value, (bytes, bytearray)) and image_type(bytes(value)):
            show_image(bytes(value), image_type(bytes(value)))
        elif hasattr(type(value), "_table"):
            show_frame(value)
        elif hasattr(value, "_repr_png_"):
            show_image(value._repr_png_(), "png")
        elif isinstance(value, dict) and value and all(isinstance(column, (list, tuple)) for column in value.values()):
            show_table([dict(zip(value, row)) for row in zip(*value.values())])
        elif isinstance(value, dict):
            show_table([value])
        elif isinstance(value, (list, tuple)) and not hasattr(value, "_asdict"):
            show_table(value)
        else:
            print(value)


def displayHTML(html):
    """Shows HTML; over this API it arrives as its source text."""
    shown["html"].append(str(html))


def take_shown():
    taken = {name: list(items) for name, items in shown.items()}
    for items in shown.values():
        items.clear()
    return taken
`;
