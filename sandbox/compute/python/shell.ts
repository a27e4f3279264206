/** Python: runs commands one after another in one namespace and returns each result as JSON text. */
export const shell = String.raw`
import ast, inspect, io, sys, types
import _bridge, _dbutils

SHELL_FILE = (lambda: 0).__code__.co_filename
OUTPUT_LIMIT = 1_000_000
SKIPPED = "\n\n*** WARNING: max output size exceeded, skipping output. ***"

def clipped(text):
    text = _dbutils.redacted(text)
    return text if len(text) <= OUTPUT_LIMIT else text[:OUTPUT_LIMIT] + SKIPPED


class Output(io.TextIOBase):
    """Where print goes: keeps the first million characters of a command."""

    encoding = "utf-8"

    def __init__(self):
        self.parts, self.length = [], 0

    def writable(self):
        return True

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        room = OUTPUT_LIMIT + 1 - self.length
        if room > 0:
            self.parts.append(text[:room])
            self.length += min(len(text), room)
        return len(text)

    def take(self):
        text = "".join(self.parts)
        self.parts, self.length = [], 0
        return text


output = Output()
main = types.ModuleType("__main__")
loop = None


def value_of(code):
    value = eval(code, main.__dict__)
    if not code.co_flags & inspect.CO_COROUTINE:
        return value
    # Top-level await, as in a notebook.
    global loop
    import asyncio

    loop = loop or asyncio.new_event_loop()
    return loop.run_until_complete(value)


def execute(name, source):
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    tree = compile(source, name, "exec", flags | ast.PyCF_ONLY_AST)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    if tree.body:
        value_of(compile(tree, name, "exec", flags, dont_inherit=True))
    if last is None:
        return None
    value = value_of(compile(ast.Expression(last.value), name, "eval", flags, dont_inherit=True))
    if value is None or source.rstrip().endswith(";"):
        return None
    main.__dict__["_"] = value
    return repr(value)


def text_result(text):
    return {"resultType": "text", "data": clipped(text)}


def result_of(shown, text):
    if shown["tables"]:
        table = shown["tables"][-1]
        while len(json.dumps(table["data"])) > OUTPUT_LIMIT:
            table["data"], table["truncated"] = table["data"][: len(table["data"]) // 2], True
        return table
    if len(shown["images"]) == 1:
        return {"resultType": "image", "fileName": shown["images"][0]}
    if shown["images"]:
        return {"resultType": "images", "fileNames": shown["images"]}
    return text_result("".join(shown["html"]) + text)


def report(op, **fields):
    try:
        _bridge.request(op, **fields)
    except Exception:
        pass


def run(name, source):
    try:
        return run_once(name, source)
    except KeyboardInterrupt:
        # It came while the result was being written.
        return json.dumps({"interrupted": True})


def run_once(name, source):
    take_shown()
    output.take()
    sys.stdout = sys.stderr = output
    sys.modules["__main__"] = main
    remember(name, source)
    try:
        last = execute(name, source)
        text = output.take()
        if last is not None:
            text += ("" if not text or text.endswith("\n") else "\n") + last
        outcome = {"result": result_of(take_shown(), text.removesuffix("\n") if last is None else text)}
    except KeyboardInterrupt as error:
        outcome = {"interrupted": True, "result": error_result(error)}
    except _dbutils.NotebookExit as error:
        report("exit", value=error.value)
        outcome = {"result": text_result(f"{output.take()}Notebook exited: {error}")}
    except BaseException as error:
        # The result of an error has no room for what was printed before it, which a job keeps.
        if printed := output.take():
            report("printed", text=clipped(printed))
        outcome = {"result": error_result(error)}
    return json.dumps(outcome)
`;
