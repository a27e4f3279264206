"""`open` and the common functions of `os` for paths below /Volumes, /Workspace and /dbfs, as mounts of a cluster give them."""

import builtins, io, os, os.path

import _files

_HEADS = ("/Volumes/", "/Workspace/", "/dbfs/")
_originals = {}


def _mounted(path):
    return isinstance(path, (str, os.PathLike)) and os.fspath(path).startswith(_HEADS)


class _Written(io.BytesIO):
    """Keeps what is written, and stores it when the file is closed."""

    def __init__(self, path, data=b""):
        super().__init__()
        self._path = path
        self.write(data)

    def close(self):
        if not self.closed:
            _files.write_file(self._path, self.getvalue())
        super().close()


def _open(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    if not _mounted(file):
        return _originals["open"](file, mode, buffering, encoding, errors, newline, closefd, opener)
    path, kind = os.fspath(file), mode.replace("b", "").replace("t", "")
    if kind == "r":
        raw = io.BytesIO(_files.read_file(path))
    elif kind in ("w", "x", "a"):
        if kind == "x" and _kind_of(path):
            raise FileExistsError(f"File exists: {path}")
        raw = _Written(path, _files.read_file(path) if kind == "a" and _kind_of(path) == "file" else b"")
    else:
        raise ValueError(f"Files of the workspace cannot be opened with mode {mode!r}.")
    raw.name, raw.mode = path, mode
    return raw if "b" in mode else io.TextIOWrapper(raw, encoding or "utf-8", errors, newline)


def _kind_of(path):
    """`file`, `folder`, or nothing."""
    try:
        found = _files.list_files(path)
    except (OSError, ValueError):
        return None
    own = _files.place_of(path)[1].rstrip("/")
    return "file" if len(found) == 1 and found[0].isFile() and _files.place_of(found[0].path)[1] == own else "folder"


def _over(module, name, work):
    original = getattr(module, name)
    _originals[name] = original

    def replaced(path=".", *args, **named):
        return work(os.fspath(path), *args, **named) if _mounted(path) else original(path, *args, **named)

    replaced.__name__ = name
    setattr(module, name, replaced)


def mount():
    """Puts the workspace's files where a cluster has them."""
    if _originals:
        return
    _originals["open"] = builtins.open
    builtins.open = io.open = _open
    _over(os, "listdir", lambda path: [item.name.rstrip("/") for item in _files.list_files(path)])
    _over(os, "makedirs", lambda path, *_, **__: _files.make_directory(path))
    _over(os, "mkdir", lambda path, *_, **__: _files.make_directory(path))
    _over(os, "remove", lambda path, **_: _files.remove(path))
    _over(os.path, "exists", lambda path: _kind_of(path) is not None)
    _over(os.path, "isfile", lambda path: _kind_of(path) == "file")
    _over(os.path, "isdir", lambda path: _kind_of(path) == "folder")
    _over(os.path, "getsize", lambda path: len(_files.read_file(path)))
