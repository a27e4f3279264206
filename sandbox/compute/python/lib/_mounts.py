"""`open` and the common functions of `os` for paths below /Volumes, /Workspace and /dbfs, as mounts of a cluster give them."""

import builtins, errno, io, os, os.path, shutil, stat

import _files

_ROOTS = ("/Volumes", "/Workspace", "/dbfs")
_originals = {}


def _mounted(path):
    if not isinstance(path, (str, os.PathLike)):
        return False
    text = os.fspath(path)
    return isinstance(text, str) and (text in _ROOTS or text.startswith(tuple(root + "/" for root in _ROOTS)))


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


def _found(path):
    """The file, or the entries of the folder, or nothing."""
    try:
        found = _files.list_files(path)
    except (OSError, ValueError):
        return None, []
    own = _files.place_of(path)[1].rstrip("/")
    is_file = len(found) == 1 and found[0].isFile() and _files.place_of(found[0].path)[1].rstrip("/") == own
    return "file" if is_file else "folder", found


def _kind_of(path):
    """`file`, `folder`, or nothing."""
    return _found(path)[0]


def _stat_of(is_folder, size, modified):
    mode = stat.S_IFDIR | 0o755 if is_folder else stat.S_IFREG | 0o644
    seconds = modified // 1000
    return os.stat_result((mode, 0, 0, 1, 0, 0, size, seconds, seconds, seconds))


def _stat(path, *_, **__):
    kind, found = _found(path)
    if kind is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    if kind == "folder":
        return _stat_of(True, 0, 0)
    return _stat_of(False, len(_files.read_file(path)), found[0].modificationTime)


def _entries(path):
    kind, found = _found(path)
    if kind is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    if kind == "file":
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path)
    return found


class _Entry(os.PathLike):
    """What `os.scandir` gives for one file or folder."""

    def __init__(self, folder, info):
        self.name, self._info = info.name.rstrip("/"), info
        self.path = os.path.join(folder, self.name)

    def __fspath__(self):
        return self.path

    def __repr__(self):
        return f"<DirEntry {self.name!r}>"

    def is_dir(self, *, follow_symlinks=True):
        return self._info.isDir()

    def is_file(self, *, follow_symlinks=True):
        return self._info.isFile()

    def is_symlink(self):
        return False

    def is_junction(self):
        return False

    def inode(self):
        return 0

    def stat(self, *, follow_symlinks=True):
        return _stat_of(self._info.isDir(), self._info.size, self._info.modificationTime)


class _Scan:
    """The iterator of `os.scandir`, which is also a context."""

    def __init__(self, path):
        self._entries = iter([_Entry(path, info) for info in _entries(path)])

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._entries)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._entries = iter(())


def _remove_folder(path):
    if _entries(path):
        raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), path)
    _files.remove(path)


def _remove_file(path):
    if _kind_of(path) != "file":
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    _files.remove(path)


def _make_directory(path, *_, exist_ok=False, **__):
    if not exist_ok and _kind_of(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)
    _files.make_directory(path)


def _rename(original):
    def rename(source, target, **named):
        if not (_mounted(source) or _mounted(target)):
            return original(source, target, **named)
        source, target = os.fspath(source), os.fspath(target)
        if os.path.isdir(source):
            # shutil.move copies instead.
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), source)
        with open(source, "rb") as old, open(target, "wb") as new:
            new.write(old.read())
        os.remove(source)

    return rename


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
    _over(os, "listdir", lambda path: [item.name.rstrip("/") for item in _entries(path)])
    _over(os, "scandir", _Scan)
    _over(os, "stat", _stat)
    _over(os, "lstat", _stat)
    _over(os, "makedirs", _make_directory)
    _over(os, "mkdir", _make_directory)
    _over(os, "remove", _remove_file)
    _over(os, "unlink", _remove_file)
    _over(os, "rmdir", _remove_folder)
    # Files here have neither modes nor times that can be set.
    _over(os, "chmod", lambda path, *_, **__: None)
    _over(os, "utime", lambda path, *_, **__: None)
    # The other way to remove a tree works on descriptors of folders.
    shutil._rmtree_impl = shutil._rmtree_unsafe
    os.rename = _rename(os.rename)
    os.replace = _rename(os.replace)
    _over(os.path, "exists", lambda path: _kind_of(path) is not None)
    _over(os.path, "lexists", lambda path: _kind_of(path) is not None)
    _over(os.path, "isfile", lambda path: _kind_of(path) == "file")
    _over(os.path, "isdir", lambda path: _kind_of(path) == "folder")
    _over(os.path, "islink", lambda path: False)
    _over(os.path, "getsize", lambda path: len(_files.read_file(path)))
