"""Data quality monitors: created, refreshed, changed and deleted; their metrics are tables."""

import time

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound
from databricks.sdk.service import dataquality as dq


def check() -> None:
    w = WorkspaceClient()
    table = w.tables.get("main.sales.customers")
    schema = w.schemas.get("main.default")
    profile = dq.DataProfilingConfig(output_schema_id=schema.schema_id, snapshot=dq.SnapshotConfig())
    made = w.data_quality.create_monitor(
        dq.Monitor(object_type="table", object_id=table.table_id, data_profiling_config=profile)
    )
    assert made.data_profiling_config.monitored_table_name == "main.sales.customers", made
    assert [one.object_id for one in w.data_quality.list_monitor()] == [table.table_id]
    refresh = w.data_quality.create_refresh(
        "table", table.table_id, dq.Refresh(object_type="table", object_id=table.table_id)
    )
    for _ in range(200):
        found = w.data_quality.get_refresh("table", table.table_id, refresh.refresh_id)
        if found.state != dq.RefreshState.MONITOR_REFRESH_STATE_RUNNING:
            break
        time.sleep(0.05)
    assert found.state == dq.RefreshState.MONITOR_REFRESH_STATE_SUCCESS, found
    assert [one.refresh_id for one in w.data_quality.list_refresh("table", table.table_id)] == [refresh.refresh_id]
    profile.slicing_exprs = ["country"]
    changed = w.data_quality.update_monitor(
        "table",
        table.table_id,
        dq.Monitor(object_type="table", object_id=table.table_id, data_profiling_config=profile),
        update_mask="data_profiling_config.slicing_exprs",
    )
    assert changed.data_profiling_config.slicing_exprs == ["country"], changed
    w.data_quality.delete_monitor("table", table.table_id)
    try:
        w.data_quality.get_monitor("table", table.table_id)
        raise AssertionError("a deleted monitor was found")
    except NotFound:
        pass
