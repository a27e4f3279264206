"""The official MLflow client outside a workspace: logs, searches and registers."""

import math

import mlflow
from mlflow.exceptions import MlflowException


def check() -> None:
    mlflow.set_tracking_uri("databricks")
    mlflow.set_registry_uri("databricks")
    experiment = mlflow.set_experiment("/Users/ana@example.com/peer")
    with mlflow.start_run(run_name="peer") as run:
        mlflow.log_params({"depth": 6, "model": "rf"})
        for step in range(5):
            mlflow.log_metric("loss", 1 / (step + 1), step=step)
        mlflow.log_metrics({"auc": 0.9, "broken": math.nan})
        mlflow.set_tags({"env": "dev"})
        with mlflow.start_run(run_name="child", nested=True) as child:
            mlflow.log_metric("auc", 0.95)

    found = mlflow.search_runs(
        filter_string="metrics.auc > 0.8 AND params.model = 'rf' AND attributes.status = 'FINISHED'",
        order_by=["metrics.auc DESC"],
    ).to_dict("records")
    assert [row["run_id"] for row in found] == [run.info.run_id], found
    assert found[0]["metrics.loss"] == 0.2 and math.isnan(found[0]["metrics.broken"]), found

    client = mlflow.MlflowClient()
    assert [point.step for point in client.get_metric_history(run.info.run_id, "loss")] == [0, 1, 2, 3, 4]
    assert client.get_run(child.info.run_id).data.tags["mlflow.parentRunId"] == run.info.run_id
    client.delete_tag(run.info.run_id, "env")
    client.delete_run(child.info.run_id)
    assert client.get_run(child.info.run_id).info.lifecycle_stage == "deleted"
    client.restore_run(child.info.run_id)
    assert [one.path for one in client.list_artifacts(run.info.run_id)] == []

    models(client, run.info.run_id)

    client.rename_experiment(experiment.experiment_id, "/Users/ana@example.com/peer-2")
    client.delete_experiment(experiment.experiment_id)
    assert client.get_experiment(experiment.experiment_id).lifecycle_stage == "deleted"


def models(client: mlflow.MlflowClient, run_id: str) -> None:
    client.create_registered_model("peer", tags={"team": "a"}, description="Made by a peer")
    try:
        client.create_registered_model("peer")
        raise AssertionError("the second model of a name was accepted")
    except MlflowException as error:
        assert error.error_code == "RESOURCE_ALREADY_EXISTS", error
    version = client.create_model_version("peer", f"dbfs:/peer/{run_id}/model", run_id=run_id)
    assert client.get_model_version("peer", version.version).status == "READY", version
    client.transition_model_version_stage("peer", version.version, "Staging")
    assert [one.version for one in client.get_latest_versions("peer", ["Staging"])] == [version.version]
    client.update_model_version("peer", version.version, description="First")
    client.set_model_version_tag("peer", version.version, "checked", "yes")
    found = client.search_model_versions("name='peer'")
    assert [(one.version, one.description, one.tags) for one in found] == [(version.version, "First", {"checked": "yes"})]
    assert [one.name for one in client.search_registered_models("name LIKE 'pee%'")] == ["peer"]
    client.transition_model_version_stage("peer", version.version, "Archived")
    client.delete_model_version("peer", version.version)
    client.rename_registered_model("peer", "peer-2")
    client.delete_registered_model("peer-2")
