"""Git folders and Git credentials."""

from databricks.sdk import WorkspaceClient


def check() -> None:
    w = WorkspaceClient()
    for one in w.repos.list():
        assert w.repos.get(one.id).path == one.path
    made = w.git_credentials.create("gitLab", git_username="ana", personal_access_token="not-a-real-token")
    assert made.credential_id in [one.credential_id for one in w.git_credentials.list()]
    w.git_credentials.delete(made.credential_id)
