"""SQL warehouses and statements."""

from databricks.sdk import WorkspaceClient
from databricks.sdk.service import sql


def check() -> None:
    w = WorkspaceClient()
    [warehouse, *_] = w.warehouses.list()
    w.warehouses.start_and_wait(warehouse.id)
    answer = w.statement_execution.execute_statement(
        statement="SELECT count(*) AS n FROM main.sales.customers WHERE customer_id > :least",
        warehouse_id=warehouse.id,
        parameters=[sql.StatementParameterListItem(name="least", value="0", type="INT")],
        wait_timeout="30s",
    )
    assert answer.status.state == sql.StatementState.SUCCEEDED, answer.status
    assert int(answer.result.data_array[0][0]) > 0, answer.result
    failed = w.statement_execution.execute_statement(
        statement="SELECT * FROM main.sales.nothing", warehouse_id=warehouse.id, wait_timeout="30s"
    )
    assert failed.status.state == sql.StatementState.FAILED, failed.status
    made = w.warehouses.create_and_wait(name="peer", cluster_size="Small", max_num_clusters=1, auto_stop_mins=10)
    w.warehouses.stop_and_wait(made.id)
    w.warehouses.delete(made.id)
