/**
 * Runs a piece of Python in a process of its own and keeps its state for the next one. Variables are pickled one by one;
 * imports, functions and classes are executed again. Prints a mark and the result as JSON:
 * `{text, columns?, rows?, images, error?, lost}`.
 */
export const SESSION_SCRIPT = `
import ast, base64, builtins, contextlib, io, json, linecache, os, pickle, sys, traceback, types

code = base64.b64decode(os.environ.pop("RUN_CODE")).decode()
mark = os.environ.pop("RUN_MARK")
os.environ.setdefault("MPLBACKEND", "Agg")
folder = os.path.join(os.path.expanduser("~"), ".run-code")
file = os.path.join(folder, "session.pickle")
user = types.ModuleType("__main__")
user.__builtins__ = builtins
sys.modules["__main__"] = user
names = user.__dict__
own = set(names)
DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)

sources, values, lost = {}, {}, []
try:
    with open(file, "rb") as kept:
        sources, values = pickle.load(kept)
except FileNotFoundError:
    pass
for source in sources.values():
    with contextlib.suppress(Exception):
        exec(source, names)
for name, data in values.items():
    try:
        names[name] = pickle.loads(data)
    except Exception:
        lost.append(name)

linecache.cache["<code>"] = (len(code), None, code.splitlines(True), "<code>")
text, out, error = io.StringIO(), {}, None
try:
    with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
        body = ast.parse(code, "<code>").body
        for at, node in enumerate(body):
            if at == len(body) - 1 and isinstance(node, ast.Expr):
                value = eval(compile(ast.Expression(node.value), "<code>", "eval"), names)
                package = type(value).__module__.split(".")[0] if type(value).__name__ == "DataFrame" else ""
                if package == "pyspark":
                    value = value.limit(1000).toPandas()
                if package in ("pandas", "pyspark"):
                    shown = json.loads(value.head(1000).to_json(orient="split", date_format="iso"))
                    kinds = [str(kind) for kind in value.dtypes]
                    out["columns"] = [{"name": str(n), "type": k} for n, k in zip(shown["columns"], kinds)]
                    out["rows"], out["total_rows"] = shown["data"], len(value)
                elif value is not None:
                    print(repr(value))
            else:
                exec(compile(ast.Module([node], []), "<code>", "exec"), names)
            if isinstance(node, DEFINES):
                source = ast.unparse(node)
                sources[getattr(node, "name", source)] = source
except SystemExit as end:
    if end.code not in (None, 0):
        error = {"summary": f"SystemExit: {end.code}"}
except BaseException as problem:
    parsing = isinstance(problem, SyntaxError) and problem.filename == "<code>"
    shown = None if parsing else problem.__traceback__
    lines = traceback.format_exception(type(problem), problem, shown)
    frames = [line for line in lines if 'File "<string>"' not in line]
    error = {"summary": traceback.format_exception_only(type(problem), problem)[-1].strip(), "traceback": "".join(frames)}

images = []
if "matplotlib.pyplot" in sys.modules:
    plot = sys.modules["matplotlib.pyplot"]
    for number in plot.get_fignums()[:5]:
        picture = io.BytesIO()
        plot.figure(number).savefig(picture, format="png")
        images.append(base64.b64encode(picture.getvalue()).decode())
    plot.close("all")

values = {}
for name, value in names.items():
    if name in own or name.startswith("__") or isinstance(value, types.ModuleType) or name in sources:
        continue
    try:
        values[name] = pickle.dumps(value)
    except Exception:
        lost.append(name)
os.makedirs(folder, exist_ok=True)
with open(file + ".new", "wb") as kept:
    pickle.dump((sources, values), kept)
os.replace(file + ".new", file)
out.update({"text": text.getvalue(), "images": images, "error": error, "lost": sorted(set(lost))})
print(mark + json.dumps(out))
`;
