"""`experiments`, `model_registry`, `registered_models` and `model_versions` of the official SDK."""

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound, ResourceAlreadyExists
from databricks.sdk.service import ml


def check() -> None:
    w = WorkspaceClient()
    experiments(w)
    registry(w)
    unity(w)


def experiments(w: WorkspaceClient) -> None:
    made = w.experiments.create_experiment("/Users/ana@example.com/sdk")
    run = w.experiments.create_run(experiment_id=made.experiment_id, run_name="sdk", start_time=1768469412000).run
    run_id = run.info.run_id
    w.experiments.log_batch(
        run_id=run_id,
        metrics=[ml.Metric(key="auc", value=0.9, timestamp=1768469412000, step=0)],
        params=[ml.Param(key="depth", value="6")],
        tags=[ml.RunTag(key="env", value="dev")],
    )
    w.experiments.update_run(run_id=run_id, status=ml.UpdateRunStatus.FINISHED, end_time=1768469422000)
    found = list(w.experiments.search_runs(experiment_ids=[made.experiment_id], filter="metrics.auc > 0.5"))
    assert [(one.info.run_id, one.data.params[0].value) for one in found] == [(run_id, "6")], found
    assert [point.value for point in w.experiments.get_history(metric_key="auc", run_id=run_id)] == [0.9]
    seeded = next(w.experiments.search_runs(experiment_ids=["3042111"], filter="params.max_depth = '5'"))
    files = [file.path for file in w.experiments.list_artifacts(run_id=seeded.info.run_id)]
    assert files == ["confusion_matrix.png", "model"], files
    w.experiments.delete_experiment(made.experiment_id)
    assert w.experiments.get_experiment(made.experiment_id).experiment.lifecycle_stage == "deleted"


def registry(w: WorkspaceClient) -> None:
    w.model_registry.create_model("sdk")
    version = w.model_registry.create_model_version("sdk", "dbfs:/sdk/model").model_version
    w.model_registry.create_transition_request("sdk", version.version, "Staging", comment="Please")
    open_requests = list(w.model_registry.list_transition_requests("sdk", version.version))
    assert [one.comment for one in open_requests] == ["Please"], open_requests
    w.model_registry.approve_transition_request("sdk", version.version, "Staging", archive_existing_versions=False)
    model = w.model_registry.get_model("sdk").registered_model_databricks
    assert [one.current_stage for one in model.latest_versions] == ["Staging"], model
    comment = w.model_registry.create_comment("sdk", version.version, "Fine").comment
    w.model_registry.update_comment(comment.id, "Very fine")
    w.model_registry.delete_comment(comment.id)
    w.model_registry.transition_stage("sdk", version.version, "None", archive_existing_versions=False)
    w.model_registry.delete_model("sdk")
    try:
        w.model_registry.get_model("sdk")
        raise AssertionError("a deleted model was found")
    except NotFound:
        pass


def unity(w: WorkspaceClient) -> None:
    names = [one.full_name for one in w.registered_models.list(catalog_name="main", schema_name="sales")]
    assert "main.sales.churn" in names, names
    w.registered_models.create(catalog_name="main", schema_name="sales", name="sdk", comment="Made by a peer")
    try:
        w.registered_models.create(catalog_name="main", schema_name="sales", name="sdk")
        raise AssertionError("the second model of a name was accepted")
    except ResourceAlreadyExists:
        pass
    w.registered_models.update("main.sales.sdk", comment="Changed")
    assert w.registered_models.get("main.sales.sdk").comment == "Changed"
    w.registered_models.delete("main.sales.sdk")
    w.registered_models.set_alias("main.sales.churn", "challenger", version_num=1)
    assert w.model_versions.get_by_alias("main.sales.churn", "challenger").version == 1
    assert sorted(one.version for one in w.model_versions.list("main.sales.churn")) == [1, 2]
    w.registered_models.delete_alias("main.sales.churn", "challenger")
