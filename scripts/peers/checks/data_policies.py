"""ABAC policies and tag policies: created, listed, changed and deleted."""

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound
from databricks.sdk.service import catalog, tags


def check() -> None:
    w = WorkspaceClient()
    abac(w)
    tag_policies(w)


def abac(w: WorkspaceClient) -> None:
    policy = catalog.PolicyInfo(
        name="peer",
        on_securable_type=catalog.SecurableType.SCHEMA,
        on_securable_fullname="main.sales",
        for_securable_type=catalog.SecurableType.TABLE,
        policy_type=catalog.PolicyType.POLICY_TYPE_COLUMN_MASK,
        to_principals=["account users"],
        except_principals=["hr"],
        match_columns=[catalog.MatchColumn(condition="has_tag('pii')", alias="pii")],
        column_mask=catalog.ColumnMaskOptions(function_name="main.sales.hide", on_column="pii"),
    )
    made = w.policies.create_policy(policy)
    assert made.column_mask.on_column == "pii", made
    inherited = w.policies.list_policies("TABLE", "main.sales.orders", include_inherited=True)
    assert [one.name for one in inherited] == ["peer"]
    assert w.policies.get_policy("SCHEMA", "main.sales", "peer").except_principals == ["hr"]
    policy.comment, policy.except_principals = "changed", None
    changed = w.policies.update_policy(
        "SCHEMA", "main.sales", "peer", policy, update_mask="comment,except_principals"
    )
    assert (changed.comment, changed.except_principals) == ("changed", None), changed
    w.policies.delete_policy("SCHEMA", "main.sales", "peer")
    try:
        w.policies.get_policy("SCHEMA", "main.sales", "peer")
        raise AssertionError("a deleted policy was found")
    except NotFound:
        pass


def tag_policies(w: WorkspaceClient) -> None:
    low, high = tags.Value(name="low"), tags.Value(name="high")
    w.tag_policies.create_tag_policy(tags.TagPolicy(tag_key="peer", values=[low, high]))
    assert [one.tag_key for one in w.tag_policies.list_tag_policies()] == ["peer"]
    w.tag_policies.update_tag_policy("peer", tags.TagPolicy(tag_key="peer", values=[high]), update_mask="values")
    assert [one.name for one in w.tag_policies.get_tag_policy("peer").values] == ["high"]
    w.tag_policies.delete_tag_policy("peer")
    assert list(w.tag_policies.list_tag_policies()) == []
