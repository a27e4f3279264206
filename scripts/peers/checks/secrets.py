"""Secret scopes, secrets and their ACLs."""

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound
from databricks.sdk.service import workspace


def check() -> None:
    w = WorkspaceClient()
    w.secrets.create_scope("peer")
    w.secrets.put_secret("peer", "key", string_value="value")
    assert [one.key for one in w.secrets.list_secrets("peer")] == ["key"]
    w.secrets.put_acl("peer", "users", workspace.AclPermission.READ)
    assert w.secrets.get_acl("peer", "users").permission == workspace.AclPermission.READ
    w.secrets.delete_acl("peer", "users")
    w.secrets.delete_secret("peer", "key")
    w.secrets.delete_scope("peer")
    try:
        list(w.secrets.list_secrets("peer"))
        raise AssertionError("a deleted scope was found")
    except NotFound:
        pass
