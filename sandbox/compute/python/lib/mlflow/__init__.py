"""MLflow's tracking functions over the workspace's own tracking server. Model flavours are not available."""

__version__ = "3.4.0"

import os

import _bridge
from mlflow import entities, exceptions
from mlflow.client import MlflowClient
from mlflow.entities import Metric, Param, RunTag
from mlflow.exceptions import MlflowException

_client = MlflowClient()
_experiment = None
_stack = []
_last = None


def set_tracking_uri(uri):
    if uri not in ("databricks", "", None):
        raise MlflowException(f"The tracking server of this workspace is 'databricks'; {uri} cannot be reached.")


def get_tracking_uri():
    return "databricks"


def set_registry_uri(uri):
    """The registry of the workspace is the only one."""


get_registry_uri = get_tracking_uri
is_tracking_uri_set = lambda: True  # noqa: E731


# Experiments
def set_experiment(experiment_name=None, experiment_id=None):
    global _experiment
    if experiment_id is not None:
        found = _client.get_experiment(str(experiment_id))
    else:
        found = _client.get_experiment_by_name(experiment_name)
        if found is None:
            found = _client.get_experiment(_client.create_experiment(experiment_name))
    _experiment = found.experiment_id
    return found


def _current_experiment():
    """The experiment of `set_experiment`, or the one of the notebook that runs."""
    if _experiment is not None:
        return _experiment
    path = _bridge.request("context").get("notebookPath")
    if path is None:
        raise MlflowException("No experiment is set. Call mlflow.set_experiment('/Users/<user>/<name>') first.")
    return set_experiment(path).experiment_id


def create_experiment(name, artifact_location=None, tags=None):
    return _client.create_experiment(name, artifact_location, tags)


def get_experiment(experiment_id):
    return _client.get_experiment(experiment_id)


def get_experiment_by_name(name):
    return _client.get_experiment_by_name(name)


def search_experiments(**named):
    return _client.search_experiments(**named)


def set_experiment_tag(key, value):
    _client.set_experiment_tag(_current_experiment(), key, value)


# Runs
def start_run(run_id=None, experiment_id=None, run_name=None, nested=False, parent_run_id=None, tags=None, description=None, **_):
    if _stack and not nested:
        message = f"Run with UUID {_stack[-1].info.run_id} is already active. To start a new run, first end the current run with mlflow.end_run(). To start a nested run, call start_run with nested=True"
        raise MlflowException(message)
    if run_id is not None:
        _client.update_run(run_id, "RUNNING")
        run = _client.get_run(run_id)
    else:
        given = dict(tags or {})
        if nested and _stack:
            given["mlflow.parentRunId"] = _stack[-1].info.run_id
        if description:
            given["mlflow.note.content"] = description
        run = _client.create_run(experiment_id or _current_experiment(), tags=given, run_name=run_name)
    _stack.append(run)
    return run


def end_run(status="FINISHED"):
    global _last
    if _stack:
        _last = _stack.pop().info.run_id
        _client.set_terminated(_last, status)


def active_run():
    return _stack[-1] if _stack else None


def last_active_run():
    return _client.get_run(_stack[-1].info.run_id if _stack else _last) if _stack or _last else None


def _id(run_id=None):
    if run_id is not None:
        return run_id
    return (_stack[-1] if _stack else start_run()).info.run_id


def get_run(run_id):
    return _client.get_run(run_id)


def delete_run(run_id):
    _client.delete_run(run_id)


def log_param(key, value, synchronous=None):
    return _client.log_param(_id(), key, value)


def log_params(params, synchronous=None, run_id=None):
    _client.log_batch(_id(run_id), params=[Param(key, value) for key, value in params.items()])


def log_metric(key, value, step=None, synchronous=None, timestamp=None, run_id=None):
    _client.log_metric(_id(run_id), key, value, timestamp, step)


def log_metrics(metrics, step=None, synchronous=None, run_id=None, timestamp=None):
    _client.log_batch(_id(run_id), metrics=[Metric(key, value, timestamp, step) for key, value in metrics.items()])


def set_tag(key, value, synchronous=None):
    _client.set_tag(_id(), key, value)


def set_tags(tags, synchronous=None):
    _client.log_batch(_id(), tags=[RunTag(key, value) for key, value in tags.items()])


def delete_tag(key):
    _client.delete_tag(_id(), key)


def log_text(text, artifact_file, run_id=None):
    _client.log_text(_id(run_id), text, artifact_file)


def log_dict(dictionary, artifact_file, run_id=None):
    _client.log_dict(_id(run_id), dictionary, artifact_file)


def log_artifact(local_path, artifact_path=None, run_id=None):
    _client.log_artifact(_id(run_id), local_path, artifact_path)


def log_artifacts(local_dir, artifact_path=None, run_id=None):
    _client.log_artifacts(_id(run_id), local_dir, artifact_path)


def log_figure(figure, artifact_file, save_kwargs=None):
    import io

    data = io.BytesIO()
    figure.savefig(data, format=os.path.splitext(artifact_file)[1].lstrip(".") or "png", **(save_kwargs or {}))
    _client._write(_id(), artifact_file, data.getvalue())


def get_artifact_uri(artifact_path=None):
    uri = _client.get_run(_id()).info.artifact_uri
    return f"{uri}/{artifact_path}" if artifact_path else uri


def search_runs(experiment_ids=None, filter_string="", run_view_type=1, max_results=100_000, order_by=None, output_format="pandas", search_all_experiments=False, experiment_names=None):
    ids = list(experiment_ids or [])
    for name in experiment_names or []:
        found = get_experiment_by_name(name)
        ids += [found.experiment_id] if found else []
    if search_all_experiments:
        ids = [item.experiment_id for item in _client.search_experiments()]
    runs = _client.search_runs(ids or [_current_experiment()], filter_string, run_view_type, min(max_results, 50_000), order_by)
    if output_format == "list":
        return runs
    try:
        import pandas
    except ImportError as error:
        raise ImportError(f"{error} Or pass output_format='list' to search_runs.") from None

    return pandas.DataFrame([
        {
            "run_id": run.info.run_id,
            "experiment_id": run.info.experiment_id,
            "status": run.info.status,
            **{f"{kind}.{key}": value for kind in ("metrics", "params", "tags") for key, value in getattr(run.data, kind).items()},
        }
        for run in runs
    ])


def register_model(model_uri, name, tags=None, **_):
    run_id = model_uri.split("/")[1] if model_uri.startswith("runs:/") else None
    try:
        _client.create_registered_model(name)
    except exceptions.RestException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
    return _client.create_model_version(name, model_uri, run_id, tags)


def autolog(**_):
    print("mlflow.autolog: this workspace's Python has none of the libraries that autologging instruments.")


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(name)
    message = f"The embedded workspace's mlflow has no {name}: it tracks runs and registers models, without model flavours, pyfunc, traces or genai."
    raise AttributeError(f"{message} log_text, log_dict and log_artifact write files of a run.")


__all__ = [name for name in dir() if not name.startswith("_")]
