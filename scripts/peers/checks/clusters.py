"""Clusters, policies, pools, libraries and commands."""

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import DatabricksError
from databricks.sdk.service import compute


def check() -> None:
    w = WorkspaceClient()
    names = {one.cluster_name: one for one in w.clusters.list()}
    assert {"analytics", "etl-nightly"} <= names.keys(), names.keys()
    assert w.clusters.select_spark_version(long_term_support=True)
    assert w.clusters.list_node_types().node_types
    w.clusters.ensure_cluster_is_running(names["etl-nightly"].cluster_id)

    made = w.clusters.create_and_wait(
        cluster_name="peer",
        spark_version="15.4.x-scala2.12",
        node_type_id="i3.xlarge",
        num_workers=1,
        autotermination_minutes=30,
    )
    assert made.state == compute.State.RUNNING, made.state
    assert w.clusters.resize_and_wait(made.cluster_id, num_workers=2).num_workers == 2
    w.clusters.pin(made.cluster_id)
    w.clusters.unpin(made.cluster_id)
    assert [one.type for one in w.clusters.events(made.cluster_id)], "no events"
    commands(w, made.cluster_id)
    assert w.clusters.delete_and_wait(made.cluster_id).state == compute.State.TERMINATED
    w.clusters.permanent_delete(made.cluster_id)
    try:
        w.clusters.get(made.cluster_id)
        raise AssertionError("a deleted cluster was found")
    except DatabricksError:
        pass


def commands(w: WorkspaceClient, cluster_id: str) -> None:
    context = w.command_execution.create_and_wait(cluster_id=cluster_id, language=compute.Language.PYTHON)
    answer = w.command_execution.execute_and_wait(
        cluster_id=cluster_id,
        context_id=context.id,
        language=compute.Language.PYTHON,
        command="print(6 * 7)",
    )
    assert answer.results.data == "42", answer
    w.command_execution.destroy(cluster_id, context.id)
