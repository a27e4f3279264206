"""The current user, users, groups and service principals."""

from databricks.sdk import WorkspaceClient
from databricks.sdk.service import iam


def check() -> None:
    w = WorkspaceClient()
    assert w.current_user.me().user_name == "ana@example.com"
    assert "ana@example.com" in [one.user_name for one in w.users.list()]
    group = w.groups.create(display_name="peer", members=[iam.ComplexValue(value=w.current_user.me().id)])
    assert [one.display_name for one in w.groups.list(filter='displayName eq "peer"')] == ["peer"]
    w.groups.delete(group.id)
