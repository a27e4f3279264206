"""DBFS: writes, reads, moves and deletes a file of several blocks."""

from databricks.sdk import WorkspaceClient

CONTENT = b"0123456789" * 300_000


def check() -> None:
    w = WorkspaceClient()
    w.dbfs.mkdirs("/tmp/peer")
    with w.dbfs.open("/tmp/peer/blocks.bin", write=True) as file:
        file.write(CONTENT)
    assert w.dbfs.get_status("/tmp/peer/blocks.bin").file_size == len(CONTENT)
    w.dbfs.move("/tmp/peer/blocks.bin", "/tmp/peer/moved.bin")
    assert [one.path for one in w.dbfs.list("/tmp/peer")] == ["/tmp/peer/moved.bin"]
    read = b""
    with w.dbfs.open("/tmp/peer/moved.bin", read=True) as file:
        while chunk := file.read(1_000_000):
            read += chunk
    assert read == CONTENT, f"{len(read)} bytes"
    w.dbfs.delete("/tmp/peer", recursive=True)
    assert not w.dbfs.exists("/tmp/peer")
