"""`MlflowClient`: calls of the workspace's tracking server and model registry."""

import base64, math, os, time

import _bridge
from mlflow.entities import FileInfo, Metric, ModelVersion, RegisteredModel, experiment_of, number, run_of
from mlflow.exceptions import MlflowException, RestException

_API = "/api/2.0/mlflow"
_UNITY = "/api/2.1/unity-catalog/models"
_UNITY_MLFLOW = "/api/2.0/mlflow/unity-catalog"


def _call(method, path, query=None, body=None, api=_API):
    try:
        return _bridge.call(method, api + path, query, body)
    except _bridge.RestError as error:
        raise RestException(str(error), error.error_code) from None


def _now():
    return int(time.time() * 1000)


def _value(value):
    if hasattr(value, "item") and callable(value.item):
        value = value.item()
    found = float(value)
    if math.isnan(found):
        return "NaN"
    return ("Infinity" if found > 0 else "-Infinity") if math.isinf(found) else found


class MlflowClient:
    def __init__(self, tracking_uri=None, registry_uri=None):
        pass

    # Experiments
    def create_experiment(self, name, artifact_location=None, tags=None):
        body = {"name": name, "tags": _pairs(tags)}
        if artifact_location:
            body["artifact_location"] = artifact_location
        return _call("POST", "/experiments/create", None, body)["experiment_id"]

    def get_experiment(self, experiment_id):
        return experiment_of(_call("GET", "/experiments/get", {"experiment_id": experiment_id})["experiment"])

    def get_experiment_by_name(self, name):
        try:
            return experiment_of(_call("GET", "/experiments/get-by-name", {"experiment_name": name})["experiment"])
        except RestException as error:
            if error.error_code == "RESOURCE_DOES_NOT_EXIST":
                return None
            raise

    def search_experiments(self, view_type=None, max_results=1000, filter_string=None, order_by=None, page_token=None):
        body = {"max_results": max_results, "filter": filter_string or "", "order_by": order_by or []}
        return [experiment_of(item) for item in _call("POST", "/experiments/search", None, body).get("experiments", [])]

    def set_experiment_tag(self, experiment_id, key, value):
        _call("POST", "/experiments/set-experiment-tag", None, {"experiment_id": experiment_id, "key": key, "value": str(value)})

    def delete_experiment(self, experiment_id):
        _call("POST", "/experiments/delete", None, {"experiment_id": experiment_id})

    # Runs
    def create_run(self, experiment_id, start_time=None, tags=None, run_name=None):
        body = {"experiment_id": str(experiment_id), "start_time": start_time or _now(), "tags": _pairs(tags)}
        if run_name:
            body["run_name"] = run_name
        return run_of(_call("POST", "/runs/create", None, body)["run"])

    def get_run(self, run_id):
        return run_of(_call("GET", "/runs/get", {"run_id": run_id})["run"])

    def set_terminated(self, run_id, status="FINISHED", end_time=None):
        _call("POST", "/runs/update", None, {"run_id": run_id, "status": status, "end_time": end_time or _now()})

    def update_run(self, run_id, status=None, name=None):
        body = {"run_id": run_id, **({"status": status} if status else {}), **({"run_name": name} if name else {})}
        _call("POST", "/runs/update", None, body)

    def delete_run(self, run_id):
        _call("POST", "/runs/delete", None, {"run_id": run_id})

    def restore_run(self, run_id):
        _call("POST", "/runs/restore", None, {"run_id": run_id})

    def search_runs(self, experiment_ids, filter_string="", run_view_type=1, max_results=1000, order_by=None, page_token=None):
        view = {1: "ACTIVE_ONLY", 2: "DELETED_ONLY", 3: "ALL"}[run_view_type]
        body = {"experiment_ids": list(map(str, experiment_ids)), "filter": filter_string, "run_view_type": view}
        body |= {"max_results": max_results, "order_by": order_by or []}
        return [run_of(item) for item in _call("POST", "/runs/search", None, body).get("runs", [])]

    def log_metric(self, run_id, key, value, timestamp=None, step=None):
        body = {"run_id": run_id, "key": key, "value": _value(value), "timestamp": timestamp or _now(), "step": step or 0}
        _call("POST", "/runs/log-metric", None, body)

    def log_param(self, run_id, key, value):
        _call("POST", "/runs/log-parameter", None, {"run_id": run_id, "key": key, "value": str(value)})
        return value

    def set_tag(self, run_id, key, value):
        _call("POST", "/runs/set-tag", None, {"run_id": run_id, "key": key, "value": str(value)})

    def delete_tag(self, run_id, key):
        _call("POST", "/runs/delete-tag", None, {"run_id": run_id, "key": key})

    def log_batch(self, run_id, metrics=(), params=(), tags=()):
        points = [{"key": m.key, "value": _value(m.value), "timestamp": m.timestamp or _now(), "step": m.step or 0} for m in metrics]
        pairs = [[{"key": item.key, "value": str(item.value)} for item in items] for items in (params, tags)]
        _call("POST", "/runs/log-batch", None, {"run_id": run_id, "metrics": points, "params": pairs[0], "tags": pairs[1]})

    def get_metric_history(self, run_id, key):
        found = _call("GET", "/metrics/get-history", {"run_id": run_id, "metric_key": key}).get("metrics", [])
        return [Metric(**{**item, "value": number(item["value"])}) for item in found]

    # Artifacts
    def list_artifacts(self, run_id, path=None):
        found = _call("GET", "/artifacts/list", {"run_id": run_id, "path": path}).get("files", [])
        return [FileInfo(**{"file_size": None, **item}) for item in found]

    def _write(self, run_id, path, data):
        try:
            _bridge.request("artifact", run_id=run_id, path=path, data=base64.b64encode(data).decode())
        except _bridge.Refused as refused:
            raise MlflowException(refused.message) from None

    def log_artifact(self, run_id, local_path, artifact_path=None):
        name = os.path.basename(local_path)
        with open(local_path, "rb") as file:
            self._write(run_id, f"{artifact_path}/{name}" if artifact_path else name, file.read())

    def log_artifacts(self, run_id, local_dir, artifact_path=None):
        for folder, _, names in os.walk(local_dir):
            inner = os.path.relpath(folder, local_dir)
            parts = [part for part in (artifact_path, None if inner == "." else inner) if part]
            for name in names:
                self.log_artifact(run_id, os.path.join(folder, name), "/".join(parts) or None)

    def log_text(self, run_id, text, artifact_file):
        self._write(run_id, artifact_file, text.encode())

    def log_dict(self, run_id, dictionary, artifact_file):
        import json

        self.log_text(run_id, json.dumps(dictionary, indent=2, default=str), artifact_file)

    # Models
    def create_registered_model(self, name, tags=None, description=None):
        if _in_unity_catalog(name):
            catalog, schema, model = name.split(".")
            body = {"catalog_name": catalog, "schema_name": schema, "name": model, "comment": description or ""}
            _call("POST", "", None, body, _UNITY)
            for key, value in (tags or {}).items():
                self.set_registered_model_tag(name, key, value)
            return self.get_registered_model(name)
        body = {"name": name, "tags": _pairs(tags), "description": description or ""}
        return _model(_call("POST", "/registered-models/create", None, body))

    def get_registered_model(self, name):
        return _model(_call("GET", "/registered-models/get", {"name": name}, None, _registry(name)))

    def update_registered_model(self, name, description=None):
        if _in_unity_catalog(name):
            _call("PATCH", f"/{name}", None, {"comment": description or ""}, _UNITY)
        else:
            _call("PATCH", "/registered-models/update", None, {"name": name, "description": description or ""})
        return self.get_registered_model(name)

    def delete_registered_model(self, name):
        if _in_unity_catalog(name):
            _call("DELETE", f"/{name}", None, None, _UNITY)
        else:
            _call("DELETE", "/registered-models/delete", None, {"name": name})

    def set_registered_model_tag(self, name, key, value):
        _call("POST", "/registered-models/set-tag", None, {"name": name, "key": key, "value": str(value)}, _registry(name))

    def delete_registered_model_tag(self, name, key):
        _call("DELETE", "/registered-models/delete-tag", None, {"name": name, "key": key}, _registry(name))

    def search_registered_models(self, filter_string=None, max_results=100, order_by=None, page_token=None):
        query = {"filter": filter_string, "max_results": max_results}
        found = _call("GET", "/registered-models/search", query).get("registered_models", [])
        return [_model({"registered_model": item}) for item in found]

    def create_model_version(self, name, source, run_id=None, tags=None, description=None):
        body = {"name": name, "source": source, "tags": _pairs(tags), "description": description or ""}
        if run_id:
            body["run_id"] = run_id
        if _in_unity_catalog(name):
            made = _call("POST", "/model-versions/create", None, body, _UNITY_MLFLOW)["model_version"]
            return self.get_model_version(name, made["version"])
        return _version(_call("POST", "/model-versions/create", None, body))

    def get_model_version(self, name, version):
        return _version(_call("GET", "/model-versions/get", {"name": name, "version": str(version)}, None, _registry(name)))

    def update_model_version(self, name, version, description=None):
        if _in_unity_catalog(name):
            _call("PATCH", f"/{name}/versions/{version}", None, {"comment": description or ""}, _UNITY)
        else:
            body = {"name": name, "version": str(version), "description": description or ""}
            _call("PATCH", "/model-versions/update", None, body)
        return self.get_model_version(name, version)

    def delete_model_version(self, name, version):
        if _in_unity_catalog(name):
            _call("DELETE", f"/{name}/versions/{version}", None, None, _UNITY)
        else:
            _call("DELETE", "/model-versions/delete", None, {"name": name, "version": str(version)})

    def set_model_version_tag(self, name, version=None, key=None, value=None):
        body = {"name": name, "version": str(version), "key": key, "value": str(value)}
        _call("POST", "/model-versions/set-tag", None, body, _registry(name))

    def delete_model_version_tag(self, name, version=None, key=None):
        _call("DELETE", "/model-versions/delete-tag", None, {"name": name, "version": str(version), "key": key}, _registry(name))

    def search_model_versions(self, filter_string=None, max_results=100, order_by=None, page_token=None):
        query = {"filter": filter_string, "max_results": max_results}
        found = _call("GET", "/model-versions/search", query).get("model_versions", [])
        return [_version({"model_version": item}) for item in found]

    def set_registered_model_alias(self, name, alias, version):
        _call("PUT", f"/{name}/aliases/{alias}", None, {"version_num": int(version)}, _UNITY)

    def delete_registered_model_alias(self, name, alias):
        _call("DELETE", f"/{name}/aliases/{alias}", None, None, _UNITY)

    def get_model_version_by_alias(self, name, alias):
        return self.get_model_version(name, _call("GET", f"/{name}/aliases/{alias}", None, None, _UNITY)["version"])

    def transition_model_version_stage(self, name, version, stage, archive_existing_versions=False):
        body = {"name": name, "version": str(version), "stage": stage, "archive_existing_versions": archive_existing_versions}
        return _version(_call("POST", "/model-versions/transition-stage", None, body))

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        raise AttributeError(f"The embedded workspace's MlflowClient has no {name}. It has {', '.join(_METHODS)}.")


_METHODS = sorted(name for name in vars(MlflowClient) if not name.startswith("_"))


def _in_unity_catalog(name):
    return name.count(".") == 2


def _registry(name):
    return _UNITY_MLFLOW if _in_unity_catalog(name) else _API


def _model(found):
    model = found["registered_model"]
    aliases = {item["alias"]: item["version"] for item in model.get("aliases", [])}
    return RegisteredModel(**{**model, "tags": _tags(model), "aliases": aliases})


def _version(found):
    version = found["model_version"]
    return ModelVersion(**{**version, "version": str(version["version"]), "tags": _tags(version)})


def _tags(found):
    return {tag["key"]: tag.get("value", "") for tag in found.get("tags", [])}


def _pairs(tags):
    return [{"key": key, "value": str(value)} for key, value in (tags or {}).items()]
