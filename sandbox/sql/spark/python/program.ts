/**
 * Python that calls functions of Unity Catalog. It receives `{id, name, parameters, body, takes, returns, rows}` and replies
 * with `{values}`, or with the `{condition, error, stack}` of a failure.
 */
export const program = String.raw`
import _bridge, ast, base64, datetime, decimal, json, linecache, math, sys, textwrap
from pyspark.sql.row import row_of

ask, _bridge.ask = _bridge.ask, None
EPOCH = datetime.datetime(1970, 1, 1)
MICROSECOND = datetime.timedelta(microseconds=1)
BITS = {"tinyint": 7, "smallint": 15, "int": 31, "bigint": 63}
FILE = "<udfbody>"


class Unfit(Exception):
    pass


def reader(type):
    kind = type["kind"]
    if kind in BITS:
        return int
    if kind in ("float", "double"):
        return float
    if kind == "decimal":
        return decimal.Decimal
    if kind == "binary":
        return base64.b64decode
    if kind == "date":
        return lambda days: datetime.date.fromordinal(EPOCH.toordinal() + days)
    if kind in ("timestamp", "timestamp_ntz"):
        return lambda micros: EPOCH + datetime.timedelta(microseconds=int(micros))
    if kind == "interval_dt":
        return lambda micros: datetime.timedelta(microseconds=int(micros))
    if kind == "array":
        element = nullable(reader(type["element"]))
        return lambda items: [element(item) for item in items]
    if kind == "map":
        key, value = reader(type["key"]), nullable(reader(type["value"]))
        return lambda items: {key(one): value(other) for one, other in items}
    if kind == "struct":
        names = [field["name"] for field in type["fields"]]
        readers = [nullable(reader(field["type"])) for field in type["fields"]]
        return lambda items: row_of(names, [read(item) for read, item in zip(readers, items)])
    return lambda value: value


def nullable(convert):
    return lambda value: None if value is None else convert(value)


def unfit(value, type):
    shown = repr(value)
    text = shown if len(shown) <= 100 else shown[:100] + "..."
    return Unfit(f"{value.__class__.__name__} {text} is not a value of the type {type['text']}.")


def writer(type):
    kind = type["kind"]

    def plain(convert, *classes):
        def write(value):
            if not isinstance(value, classes) or (isinstance(value, bool) and bool not in classes):
                raise unfit(value, type)
            try:
                return convert(value)
            except (ValueError, ArithmeticError) as error:
                raise unfit(value, type) from error

        return write

    if kind in BITS:

        def whole(value):
            number = int(value)
            if number != value or not -(1 << BITS[kind]) <= number < 1 << BITS[kind]:
                raise ValueError
            return str(number)

        return plain(whole, int, float, decimal.Decimal)
    if kind in ("float", "double"):
        return plain(lambda value: repr(float(value)).replace("inf", "Infinity").replace("nan", "NaN"), int, float, decimal.Decimal)
    if kind == "decimal":
        step = decimal.Decimal(1).scaleb(-type["scale"])

        def rounded(value):
            number = decimal.Decimal(value).quantize(step, decimal.ROUND_HALF_UP, decimal.Context(prec=80))
            unscaled = int(number.scaleb(type["scale"], decimal.Context(prec=80)))
            if abs(unscaled) >= 10 ** type["precision"]:
                raise ValueError
            return str(unscaled)

        return plain(rounded, int, decimal.Decimal)
    if kind == "boolean":
        return plain(lambda value: value, bool)
    if kind == "binary":
        return plain(lambda value: base64.b64encode(value).decode(), bytes, bytearray)
    if kind == "date":

        def day(value):
            if isinstance(value, datetime.datetime):
                raise ValueError
            return value.toordinal() - EPOCH.toordinal()

        return plain(day, datetime.date)
    if kind in ("timestamp", "timestamp_ntz"):

        def micros(value):
            utc = value.astimezone(datetime.timezone.utc).replace(tzinfo=None) if value.tzinfo else value
            return str((utc - EPOCH) // MICROSECOND)

        return plain(micros, datetime.datetime)
    if kind == "interval_dt":
        return plain(lambda value: str(value // MICROSECOND), datetime.timedelta)
    if kind == "array":
        element = nullable(writer(type["element"]))
        return plain(lambda items: [element(item) for item in items], list, tuple)
    if kind == "map":
        key, inner = writer(type["key"]), nullable(writer(type["value"]))
        return plain(lambda items: [[key(one), inner(other)] for one, other in items.items()], dict)
    if kind == "struct":
        fields = [(field["name"], nullable(writer(field["type"]))) for field in type["fields"]]

        def parts(value):
            if isinstance(value, dict):
                return [write(value.get(name)) for name, write in fields]
            if len(value) != len(fields):
                raise ValueError
            return [write(item) for item, (_, write) in zip(value, fields)]

        return plain(parts, dict, tuple, list)
    return plain(str, str)


def compiled(work):
    """The body becomes a function of its parameters. Its lines keep their numbers."""
    source = textwrap.dedent(work["body"])
    linecache.cache[FILE] = (len(source), None, source.splitlines(True), FILE)
    body = ast.parse(source, FILE)
    parameters = [ast.arg(name, lineno=1, col_offset=0) for name in work["parameters"]]
    arguments = ast.arguments(posonlyargs=[], args=parameters, kwonlyargs=[], kw_defaults=[], defaults=[])
    main = ast.FunctionDef(
        name="main", args=arguments, body=body.body or [ast.Pass()], decorator_list=[], type_params=[]
    )
    names = {"__name__": "__main__", "__builtins__": __builtins__}
    exec(compile(ast.fix_missing_locations(ast.Module([main], [])), FILE, "exec"), names)
    return names["main"], [nullable(reader(type)) for type in work["takes"]], nullable(writer(work["returns"]))


def failed(condition, error):
    frames = []
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == FILE:
            line = trace.tb_lineno
            code = linecache.getline(FILE, line).strip()
            frames.append(f'  File "{FILE}", line {line}, in {trace.tb_frame.f_code.co_name}\n    {code}')
        trace = trace.tb_next
    if isinstance(error, SyntaxError):
        frames.append(f'  File "{FILE}", line {error.lineno}\n    {(error.text or "").strip()}')
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    name = type(error).__name__
    return {"condition": condition, "error": f"{name}: {text}" if text else name, "stack": "\n".join(frames)}


known = {}


def carried_out(work):
    try:
        if work["id"] not in known:
            known[work["id"]] = compiled(work)
        function, readers, write = known[work["id"]]
        results = [function(*[read(value) for read, value in zip(readers, row)]) for row in work["rows"]]
    except MemoryError as error:
        return failed("OOM", error)
    except BaseException as error:
        return failed("GENERIC", error)
    try:
        return {"values": [write(value) for value in results]}
    except Unfit as error:
        return {"condition": "RESULT_CONVERSION", "error": str(error), "stack": ""}
    except BaseException as error:
        return failed("RESULT_CONVERSION", error)


reply = ""
while True:
    reply = json.dumps(carried_out(json.loads(ask(reply))))
    if len(reply) > _bridge.LONGEST:
        reply = json.dumps({"condition": "INTERNAL_MEMORY_LIMIT", "error": "The results of a batch of rows are too large."})
    sys.stdout.take()
`;
