"""Objects for the responses of the tracking server."""

from types import SimpleNamespace


class Entity(SimpleNamespace):
    """Fields of the server's response."""

    def to_dictionary(self):
        return dict(self.__dict__)

    def __repr__(self):
        return f"<{type(self).__name__}: {', '.join(f'{key}={value!r}' for key, value in self.__dict__.items())}>"


class Experiment(Entity):
    pass


class RunInfo(Entity):
    pass


class RunData(Entity):
    pass


class Run(Entity):
    """A run. Inside `with`, it is the active run."""

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        import mlflow

        mlflow.end_run("FINISHED" if kind is None else "FAILED")
        return False


class Metric(Entity):
    def __init__(self, key, value, timestamp=None, step=0, **more):
        super().__init__(key=key, value=value, timestamp=timestamp, step=step, **more)


class Param(Entity):
    def __init__(self, key, value, **more):
        super().__init__(key=key, value=value, **more)


class RunTag(Param):
    pass


class FileInfo(Entity):
    pass


class ModelVersion(Entity):
    pass


class RegisteredModel(Entity):
    pass


class ViewType:
    ACTIVE_ONLY, DELETED_ONLY, ALL = 1, 2, 3


def experiment_of(found):
    tags = {tag["key"]: tag.get("value", "") for tag in found.get("tags", [])}
    return Experiment(**{**found, "tags": tags})


def run_of(found):
    info, data = found["info"], found.get("data", {})
    pairs = {name: {item["key"]: item.get("value") for item in data.get(name, [])} for name in ("metrics", "params", "tags")}
    metrics = {key: number(value) for key, value in pairs["metrics"].items()}
    return Run(info=RunInfo(**{"end_time": None, **info}), data=RunData(**{**pairs, "metrics": metrics}))


def number(value):
    """The server writes values that JSON lacks as text."""
    return float(value.replace("Infinity", "inf")) if isinstance(value, str) else float(value)
