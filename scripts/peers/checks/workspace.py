"""Workspace objects: folders, notebooks, files."""

import io

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound
from databricks.sdk.service import workspace

HOME = "/Users/ana@example.com/peer"


def check() -> None:
    w = WorkspaceClient()
    w.workspace.mkdirs(HOME)
    w.workspace.upload(
        f"{HOME}/hello",
        io.BytesIO(b"# Databricks notebook source\nprint('hello')\n"),
        format=workspace.ImportFormat.SOURCE,
        language=workspace.Language.PYTHON,
    )
    found = w.workspace.get_status(f"{HOME}/hello")
    assert (found.object_type, found.language) == (workspace.ObjectType.NOTEBOOK, workspace.Language.PYTHON), found
    with w.workspace.download(f"{HOME}/hello") as source:
        assert b"print('hello')" in source.read()
    assert [one.path for one in w.workspace.list(HOME)] == [f"{HOME}/hello"]
    w.workspace.delete(HOME, recursive=True)
    try:
        w.workspace.get_status(HOME)
        raise AssertionError("a deleted folder was found")
    except NotFound:
        pass
