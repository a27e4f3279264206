/** Python: closes all access to the outside and adds the workspace's names. It runs last, so its value is `run`. */
export const seal = `
import asyncio, importlib.abc, importlib.machinery, selectors, time
import _bridge, _mounts

CLOSED = ("js", "pyodide_js", "pyodide", "_pyodide", "_pyodide_core", "ctypes", "_ctypes")


class Closed(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname, path=None, target=None):
        if fullname.partition(".")[0] in CLOSED:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return None


def sleep(seconds, /):
    """Waits that many seconds; an interrupt ends it."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        nap(min(left * 1000, 250))


time.sleep = sleep
asyncio.run = asyncio.run.__wrapped__


class Waiting(selectors.DefaultSelector):
    """Nothing can arrive from outside, so waiting for it is sleeping."""

    def __init__(self):
        pass

    def select(self, timeout=None):
        sleep(0.01 if timeout is None else max(timeout, 0))
        return []

    def close(self):
        pass


class Loop(asyncio.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self._selector = Waiting()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


class Policy(asyncio.events._BaseDefaultEventLoopPolicy):
    _loop_factory = Loop


asyncio._set_running_loop(None)
asyncio.events._set_event_loop_policy(Policy())


UNBUILT = {
    "numpy", "pandas", "matplotlib", "scipy", "sklearn", "pyarrow", "seaborn", "statsmodels", "xgboost", "lightgbm", "torch",
    "tensorflow", "polars", "plotly", "cloudpickle", "koalas",
}


class Unbuilt(importlib.abc.MetaPathFinder):
    """Comes last. Explains why the usual packages of a cluster are missing."""

    def find_spec(self, fullname, path=None, target=None):
        if fullname in ("pyspark.ml", "pyspark.mllib", "pyspark.streaming", "pyspark.pandas"):
            raise ModuleNotFoundError(
                f"No module named {fullname!r}. The embedded workspace has no JVM and provides pyspark.sql only.", name=fullname
            )
        if fullname in UNBUILT:
            raise ModuleNotFoundError(
                f"No module named {fullname!r}. The embedded workspace runs Python in WebAssembly, and no package index "
                f"has a build of it for that. Use Spark DataFrames (spark, pyspark.sql) or plain Python.",
                name=fullname,
            )
        return None


def add_wheel(path):
    """Unpacks a package of the cluster, so that commands can import it."""
    import zipfile

    with zipfile.ZipFile(path) as wheel:
        wheel.extractall(LIBRARIES)
    os.remove(path)
    importlib.invalidate_caches()


LIBRARIES = "/databricks/cluster_libraries"
os.makedirs(LIBRARIES, exist_ok=True)
sys.path.append(LIBRARIES)
sys.meta_path.append(Unbuilt())
_bridge.ask = ask

from databricks.sdk import runtime

main.__dict__.update(
    display=display,
    displayHTML=displayHTML,
    spark=runtime.spark,
    sc=runtime.sc,
    sqlContext=runtime.sqlContext,
    dbutils=runtime.dbutils,
    sql=runtime.sql,
    table=runtime.table,
    getArgument=runtime.getArgument,
)

for found in list(sys.modules):
    if found.partition(".")[0] in CLOSED:
        del sys.modules[found]
for finder in list(sys.meta_path):
    if type(finder).__module__.startswith("_pyodide"):
        finder.jsproxies.clear()
        sys.meta_path.remove(finder)
sys.meta_path.insert(0, Closed())
# The list of finders belongs to the program. The importer of built-in modules refuses them as well.
original = importlib.machinery.BuiltinImporter.find_spec
importlib.machinery.BuiltinImporter.find_spec = classmethod(
    lambda cls, fullname, path=None, target=None: (
        None if fullname.partition(".")[0] in CLOSED else original(fullname, path, target)
    )
)
os.environ.pop("LD_LIBRARY_PATH", None)
os.environ.pop("PYTHONINSPECT", None)
os.makedirs("/home/spark", exist_ok=True)
os.chdir("/home/spark")
_mounts.mount()

run
`;
