"""Files by their path: volumes, DBFS and the workspace tree over the REST API, `file:` in this process's own memory."""

import base64, json, os
from urllib.parse import quote

from _bridge import RestError, call, rest

_BLOCK = 1024 * 1024


class Missing(FileNotFoundError):
    """The path does not exist."""


class FileInfo(tuple):
    """One file or folder, as `dbutils.fs.ls` returns it."""

    __fields__ = ("path", "name", "size", "modificationTime")
    path, name, size, modificationTime = (property(lambda self, at=at: self[at]) for at in range(4))

    def __new__(cls, path, size, modified, folder):
        name = path.rstrip("/").rpartition("/")[2]
        ending = "/" if folder else ""
        return tuple.__new__(cls, (path.rstrip("/") + ending, name + ending, 0 if folder else size, modified))

    def isDir(self):
        return self.name.endswith("/")

    def isFile(self):
        return not self.isDir()

    def _asdict(self):
        return dict(zip(self.__fields__, self))

    def __repr__(self):
        return "FileInfo(" + ", ".join(f"{name}={value!r}" for name, value in self._asdict().items()) + ")"


def place_of(path):
    """The kind of storage and the path inside it."""
    text = os.fspath(path)
    for head in ("dbfs:", "/dbfs", "file:"):
        if text.startswith((f"{head}/Volumes/", f"{head}/Workspace/")):
            text = text.removeprefix(head)
    if text.startswith("/Volumes/"):
        return "volume", text
    if text == "/Workspace" or text.startswith("/Workspace/"):
        return "workspace", text.removeprefix("/Workspace") or "/"
    if text.startswith("file:"):
        return "local", "/" + text.removeprefix("file:").lstrip("/")
    if text == "/dbfs" or text.startswith("/dbfs/"):
        return "dbfs", text.removeprefix("/dbfs") or "/"
    if "://" in text and not text.startswith("dbfs:"):
        raise ValueError(f"No storage credential gives access to {text}: this workspace has volumes, DBFS and workspace files.")
    return "dbfs", "/" + text.removeprefix("dbfs:").lstrip("/")


def _checked(path, work):
    try:
        return work()
    except RestError as error:
        if error.status == 404:
            raise Missing(f"No such file or directory: {path}") from None
        raise OSError(f"{error.error_code}: {error.message}") from None


def _volume(method, api, path, data=None, query=None):
    status, body = rest(method, f"/api/2.0/fs/{api}{quote(path)}", query, data=data)
    if status >= 400:
        answer = json.loads(body or b"{}")
        raise RestError(status, answer.get("error_code", status), answer.get("message", ""))
    return body


def list_files(path):
    """The file at the path, or the entries of the folder."""
    kind, at = place_of(path)
    return _checked(path, lambda: list(_LISTS[kind](at)))


def _list_volume(at):
    try:
        token = None
        while True:
            page = json.loads(_volume("GET", "directories", at.rstrip("/"), query={"page_token": token}))
            for item in page.get("contents", []):
                yield FileInfo("dbfs:" + item["path"], item.get("file_size", 0), item.get("last_modified", 0), item["is_directory"])
            token = page.get("next_page_token")
            if not token:
                return
    except RestError:
        yield FileInfo("dbfs:" + at, len(_volume("GET", "files", at)), 0, False)


def _list_dbfs(at):
    for item in call("GET", "/api/2.0/dbfs/list", {"path": at}).get("files", []):
        yield FileInfo("dbfs:" + item["path"], item["file_size"], item.get("modification_time", 0), item["is_dir"])


def _list_workspace(at):
    for item in call("GET", "/api/2.0/workspace/list", {"path": at}).get("objects", []):
        folder = item["object_type"] in ("DIRECTORY", "REPO")
        yield FileInfo("file:/Workspace" + item["path"], item.get("size", 0), item.get("modified_at", 0), folder)


def _list_local(at):
    if not os.path.exists(at):
        raise RestError(404, "RESOURCE_DOES_NOT_EXIST", at)
    for name in sorted(os.listdir(at)) if os.path.isdir(at) else [""]:
        full = os.path.join(at, name) if name else at
        yield FileInfo("file:" + full, os.path.getsize(full), int(os.path.getmtime(full) * 1000), os.path.isdir(full))


_LISTS = {"volume": _list_volume, "dbfs": _list_dbfs, "workspace": _list_workspace, "local": _list_local}


def read_file(path):
    """The bytes of a file."""
    kind, at = place_of(path)
    return _checked(path, lambda: _READS[kind](at))


def _read_dbfs(at):
    found, offset = [], 0
    while True:
        block = base64.b64decode(call("GET", "/api/2.0/dbfs/read", {"path": at, "offset": offset, "length": _BLOCK})["data"])
        found.append(block)
        offset += len(block)
        if len(block) < _BLOCK:
            return b"".join(found)


def _read_workspace(at):
    return base64.b64decode(call("GET", "/api/2.0/workspace/export", {"path": at, "format": "AUTO"})["content"])


def _read_local(at):
    with open(at, "rb") as file:
        return file.read()


_READS = {"volume": lambda at: _volume("GET", "files", at), "dbfs": _read_dbfs, "workspace": _read_workspace, "local": _read_local}


def write_file(path, data, overwrite=True):
    """Writes a file. The folder above it is made if the storage needs it."""
    kind, at = place_of(path)
    data = bytes(data)
    if kind == "volume":
        _checked(path, lambda: _volume("PUT", "files", at, data, {"overwrite": "true" if overwrite else "false"}))
    elif kind == "dbfs":
        handle = _checked(path, lambda: call("POST", "/api/2.0/dbfs/create", None, {"path": at, "overwrite": overwrite})["handle"])
        for start in range(0, len(data), _BLOCK):
            block = base64.b64encode(data[start : start + _BLOCK]).decode()
            call("POST", "/api/2.0/dbfs/add-block", None, {"handle": handle, "data": block})
        call("POST", "/api/2.0/dbfs/close", None, {"handle": handle})
    elif kind == "workspace":
        body = {"path": at, "format": "AUTO", "overwrite": overwrite, "content": base64.b64encode(data).decode()}
        _checked(path, lambda: call("POST", "/api/2.0/workspace/import", None, body))
    else:
        os.makedirs(os.path.dirname(at), exist_ok=True)
        with open(at, "wb" if overwrite else "xb") as file:
            file.write(data)


def make_directory(path):
    kind, at = place_of(path)
    if kind == "volume":
        _checked(path, lambda: _volume("PUT", "directories", at.rstrip("/")))
    elif kind == "local":
        os.makedirs(at, exist_ok=True)
    else:
        _checked(path, lambda: call("POST", f"/api/2.0/{kind}/mkdirs", None, {"path": at}))


def remove(path, recurse=False):
    """Removes a file or folder. Returns whether there was one."""
    kind, at = place_of(path)
    try:
        entries = list_files(path)
    except Missing:
        return False
    is_file = len(entries) == 1 and entries[0].isFile() and place_of(entries[0].path)[1].rstrip("/") == at.rstrip("/")
    if kind in ("dbfs", "workspace"):
        _checked(path, lambda: call("POST", f"/api/2.0/{kind}/delete", None, {"path": at, "recursive": recurse}))
    elif is_file:
        _checked(path, lambda: _volume("DELETE", "files", at)) if kind == "volume" else os.remove(at)
    else:
        if entries and not recurse:
            raise OSError(f"The directory {path} is not empty. Set recurse to remove it.")
        for entry in entries:
            remove(entry.path, True)
        _checked(path, lambda: _volume("DELETE", "directories", at.rstrip("/"))) if kind == "volume" else os.rmdir(at)
    return True
