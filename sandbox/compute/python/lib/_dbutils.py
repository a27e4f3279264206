"""`dbutils`: widgets, files, secrets, notebooks and task values."""

import base64, json

import _bridge
import _files

#: Values of secrets that the process has read. They never appear in results.
revealed = set()


class ExecutionError(Exception):
    """The error of a call that the workspace refuses."""


class InputWidgetNotDefined(ExecutionError):
    pass


class NotebookExit(Exception):
    """Ends the notebook, unless the program catches it. The shell reports the value to the driver."""

    def __init__(self, value):
        super().__init__(value[:200])
        self.value = value


class WorkflowException(Exception):
    """A notebook that `dbutils.notebook.run` started has failed."""


def redacted(text):
    """The text without the values of secrets."""
    for secret in sorted(revealed, key=len, reverse=True):
        text = text.replace(secret, "[REDACTED]")
    return text


def _asked(op, **fields):
    try:
        return _bridge.request(op, **fields)
    except _bridge.Refused as refused:
        raise ExecutionError(refused.message) from None


class Widgets:
    def text(self, name, defaultValue="", label=None):
        self._make("text", name, defaultValue, None, label)

    def dropdown(self, name, defaultValue, choices, label=None):
        self._make("dropdown", name, defaultValue, choices, label)

    def combobox(self, name, defaultValue, choices, label=None):
        self._make("combobox", name, defaultValue, choices, label)

    def multiselect(self, name, defaultValue, choices, label=None):
        self._make("multiselect", name, defaultValue, choices, label)

    def _make(self, kind, name, default, choices, label):
        items = None if choices is None else [str(item) for item in choices]
        _asked("widget", act="make", kind=kind, name=name, default=str(default), choices=items, label=label)

    def get(self, name):
        found = _asked("widget", act="all")["values"]
        if name not in found:
            raise InputWidgetNotDefined(f"No input widget named {name} is defined")
        return found[name]

    def getAll(self):
        return _asked("widget", act="all")["values"]

    def getArgument(self, name, defaultValue=None):
        return self.getAll().get(name, defaultValue)

    def remove(self, name):
        _asked("widget", act="remove", name=name)

    def removeAll(self):
        _asked("widget", act="remove", name=None)


class Notebook:
    def exit(self, value=""):
        raise NotebookExit(str(value))

    def run(self, path, timeout_seconds=0, arguments=None):
        given = {str(key): str(value) for key, value in (arguments or {}).items()}
        try:
            return _bridge.request("notebook", path=path, timeout=timeout_seconds, arguments=given)["exit"]
        except _bridge.Refused as refused:
            raise WorkflowException(refused.message) from None

    def getContext(self):
        return Context(_asked("context"))


class Context:
    """`notebookPath().get()` and similar facts."""

    def __init__(self, facts):
        self._facts = facts

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda: Some(self._facts.get(name))

    def toJson(self):
        return json.dumps(self._facts)


class Some:
    def __init__(self, value):
        self._value = value

    def get(self):
        if self._value is None:
            raise ExecutionError("None.get")
        return self._value

    def getOrElse(self, other):
        return self._value if self._value is not None else other() if callable(other) else other

    def isDefined(self):
        return self._value is not None


class Secrets:
    def get(self, scope, key):
        found = self.getBytes(scope, key).decode()
        if found:
            revealed.add(found)
        return found

    def getBytes(self, scope, key):
        try:
            found = _bridge.call("GET", "/api/2.0/secrets/get", {"scope": scope, "key": key})["value"]
        except _bridge.RestError as error:
            raise ExecutionError(f"Secret does not exist with scope: {scope} and key: {key} ({error.message})") from None
        revealed.add(found)
        return base64.b64decode(found)

    def list(self, scope):
        found = _bridge.call("GET", "/api/2.0/secrets/list", {"scope": scope}).get("secrets", [])
        return [Named("SecretMetadata", key=item["key"]) for item in found]

    def listScopes(self):
        found = _bridge.call("GET", "/api/2.0/secrets/scopes/list").get("scopes", [])
        return [Named("SecretScope", name=item["name"]) for item in found]


class Named:
    """An object with a few named values."""

    def __init__(self, kind, **values):
        self._kind = kind
        self.__dict__.update(values)

    def _asdict(self):
        return {name: value for name, value in self.__dict__.items() if not name.startswith("_")}

    def __repr__(self):
        return f"{self._kind}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"


class Fs:
    def _tried(self, work):
        try:
            return work()
        except (OSError, ValueError) as error:
            kind = "java.io.FileNotFoundException: " if isinstance(error, FileNotFoundError) else ""
            raise ExecutionError(f"{kind}{error}") from None

    def ls(self, dir):
        return self._tried(lambda: _files.list_files(dir))

    def head(self, file, maxBytes=65536):
        data = self._tried(lambda: _files.read_file(file))
        if len(data) > maxBytes:
            print(f"[Truncated to first {maxBytes} bytes]")
        return data[:maxBytes].decode(errors="replace")

    def put(self, file, contents, overwrite=False):
        self._tried(lambda: _files.write_file(file, contents.encode(), overwrite))
        print(f"Wrote {len(contents.encode())} bytes.")
        return True

    def mkdirs(self, dir):
        self._tried(lambda: _files.make_directory(dir))
        return True

    def rm(self, dir, recurse=False):
        return self._tried(lambda: _files.remove(dir, recurse))

    def cp(self, from_, to, recurse=False):
        return self._tried(lambda: self._copy(from_, to, recurse))

    def _copy(self, source, target, recurse):
        entries = _files.list_files(source)
        if len(entries) == 1 and entries[0].isFile() and entries[0].path.rstrip("/").endswith(source.rstrip("/").split(":")[-1]):
            name = entries[0].name
            _files.write_file(target.rstrip("/") + "/" + name if target.endswith("/") else target, _files.read_file(source))
            return True
        if not recurse:
            raise ValueError(f"Cannot copy the directory {source} unless recurse is set to true.")
        _files.make_directory(target)
        for entry in entries:
            self._copy(entry.path, f"{target.rstrip('/')}/{entry.name}".rstrip("/"), True)
        return True

    def mv(self, from_, to, recurse=False):
        self.cp(from_, to, recurse)
        return self.rm(from_, recurse)

    def mounts(self):
        return []

    def refreshMounts(self):
        return True


class TaskValues:
    def set(self, key, value):
        try:
            json.dumps(value)
        except TypeError as error:
            raise ExecutionError(f"The value of task value {key} is not JSON: {error}") from None
        _asked("task-value", key=key, value=value)

    def get(self, taskKey, key, default=None, debugValue=None):
        found = _asked("task-values")
        if not found["job"]:
            if debugValue is None:
                raise TypeError("Must pass debugValue when calling get outside of a job context. debugValue cannot be None.")
            return debugValue
        values = found["values"].get(taskKey, {})
        if key in values:
            return values[key]
        if default is None:
            raise ValueError(f"No task value found for task {taskKey} and key {key}")
        return default


class Jobs:
    taskValues = TaskValues()


class Library:
    def restartPython(self):
        raise ExecutionError("restartPython is not available here: create a new execution context, which starts a new process.")


class DBUtils:
    def __init__(self, *_):
        self.widgets, self.notebook, self.secrets = Widgets(), Notebook(), Secrets()
        self.fs, self.jobs, self.library = Fs(), Jobs(), Library()

    def help(self, *_):
        print("dbutils has the modules fs, jobs, library, notebook, secrets and widgets.")

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        raise ExecutionError(f"dbutils.{name} is not available in this workspace: it has fs, jobs, library, notebook, secrets and widgets.")


dbutils = DBUtils()
