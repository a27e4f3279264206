"""Catalogs, schemas, tables, volumes and grants."""

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound
from databricks.sdk.service import catalog


def check() -> None:
    w = WorkspaceClient()
    assert {"main", "samples"} <= {one.name for one in w.catalogs.list()}
    schema = w.schemas.create(name="peer", catalog_name="main", comment="Made by a peer")
    assert schema.full_name in [one.full_name for one in w.schemas.list("main")]
    tables = [one.name for one in w.tables.list("main", "sales")]
    assert "customers" in tables, tables
    columns = [one.name for one in w.tables.get("main.sales.customers").columns]
    assert "customer_id" in columns, columns
    volume = w.volumes.create("main", "peer", "landing", catalog.VolumeType.MANAGED)
    assert [one.full_name for one in w.volumes.list("main", "peer")] == [volume.full_name]
    w.grants.update(
        "schema",
        schema.full_name,
        changes=[catalog.PermissionsChange(principal="analysts", add=[catalog.Privilege.USE_SCHEMA])],
    )
    granted = w.grants.get("schema", schema.full_name).privilege_assignments
    assert [one.principal for one in granted] == ["analysts"], granted
    w.volumes.delete(volume.full_name)
    w.schemas.delete(schema.full_name)
    try:
        w.schemas.get(schema.full_name)
        raise AssertionError("a deleted schema was found")
    except NotFound:
        pass
