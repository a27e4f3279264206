"""Files in volumes."""

import io

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound

FOLDER = "/Volumes/main/sales/landing/peer"


def check() -> None:
    w = WorkspaceClient()
    w.files.create_directory(FOLDER)
    w.files.upload(f"{FOLDER}/notes 1.txt", io.BytesIO(b"Good.\n"), overwrite=True)
    assert w.files.get_metadata(f"{FOLDER}/notes 1.txt").content_length == 6
    assert w.files.download(f"{FOLDER}/notes 1.txt").contents.read() == b"Good.\n"
    assert [one.name for one in w.files.list_directory_contents(FOLDER)] == ["notes 1.txt"]
    w.files.delete(f"{FOLDER}/notes 1.txt")
    w.files.delete_directory(FOLDER)
    try:
        w.files.get_metadata(f"{FOLDER}/notes 1.txt")
        raise AssertionError("a deleted file was found")
    except NotFound:
        pass
