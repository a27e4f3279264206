/** Python: closes all access to the outside and adds the workspace's names. It runs last, so its value is `run`. */
export const seal = `
import asyncio, importlib.abc, selectors, time

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


class Unavailable:
    def __init__(self, message):
        object.__setattr__(self, "_message", message)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        raise RuntimeError(self._message)

    def __repr__(self):
        return f"<unavailable: {self._message}>"


NO_SPARK = (
    "[SPARK_NOT_AVAILABLE] This is an embedded workspace: its clusters run plain Python and have no Spark driver. "
    "Run SQL on a SQL warehouse or in a command whose language is sql."
)
NO_DBUTILS = (
    "[DBUTILS_NOT_AVAILABLE] This is an embedded workspace: dbutils is not implemented on its clusters. "
    "Use the REST API for secrets, files and jobs."
)

main.__dict__.update(
    display=display,
    displayHTML=displayHTML,
    spark=Unavailable(NO_SPARK),
    sc=Unavailable(NO_SPARK),
    sqlContext=Unavailable(NO_SPARK),
    dbutils=Unavailable(NO_DBUTILS),
)

for found in list(sys.modules):
    if found.partition(".")[0] in CLOSED:
        del sys.modules[found]
for finder in list(sys.meta_path):
    if type(finder).__module__.startswith("_pyodide"):
        finder.jsproxies.clear()
        sys.meta_path.remove(finder)
sys.meta_path.insert(0, Closed())
os.environ.pop("LD_LIBRARY_PATH", None)
os.environ.pop("PYTHONINSPECT", None)
os.makedirs("/home/spark", exist_ok=True)
os.chdir("/home/spark")

run
`;
