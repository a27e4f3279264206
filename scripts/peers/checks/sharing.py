"""Delta Sharing: shares with their objects, recipients with their tokens, and what is shared with whom."""

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound
from databricks.sdk.service import sharing


def check() -> None:
    w = WorkspaceClient()
    shares(w)
    w.recipients.delete("peer")
    w.shares.delete("peer_renamed")
    try:
        w.shares.get("peer_renamed")
        raise AssertionError("a deleted share was found")
    except NotFound:
        pass
    w.providers.create(name="peer", authentication_type=sharing.AuthenticationType.TOKEN, recipient_profile_str="{}")
    assert [one.name for one in w.providers.list()] == ["peer"]
    assert list(w.providers.list_shares("peer")) == []
    w.providers.delete("peer")


def shares(w: WorkspaceClient) -> None:
    w.shares.create(name="peer", comment="c")
    table = sharing.SharedDataObject(
        name="main.sales.orders", data_object_type=sharing.SharedDataObjectDataObjectType.TABLE
    )
    add = sharing.SharedDataObjectUpdate(action=sharing.SharedDataObjectUpdateAction.ADD, data_object=table)
    w.shares.update("peer", updates=[add])
    assert [one.name for one in w.shares.get("peer", include_shared_data=True).objects] == ["main.sales.orders"]

    made = w.recipients.create(name="peer", authentication_type=sharing.AuthenticationType.TOKEN)
    rotated = w.recipients.rotate_token("peer", existing_token_expire_in_seconds=0)
    assert made.tokens[0].activation_url != rotated.tokens[0].activation_url
    change = sharing.PermissionsChange(principal="peer", add=["SELECT"])
    w.shares.update_permissions("peer", changes=[change])
    given = w.recipients.share_permissions("peer").permissions_out
    assert [one.share_name for one in given] == ["peer"], given
    assert w.shares.update("peer", new_name="peer_renamed").name == "peer_renamed"
    assert [one.name for one in w.shares.list_shares()] == ["peer_renamed"]
