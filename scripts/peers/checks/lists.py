"""Every list and get of the SDK without required arguments answers, for the services that the sandbox has."""

import inspect
import itertools

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import DatabricksError

# Previews of the account's identities and settings, and the analytics of marketplace providers, are not in the sandbox.
ABSENT = {
    "provider_provider_analytics_dashboards",
    "redash_config",
    "workspace_iam_v2",
    "workspace_settings_v2",
}
# Not requests: they need another package or an argument that has a default.
OTHER = {"experiments.list_artifacts", "serving_endpoints.get_open_ai_client", "serving_endpoints.get_langchain_chat_open_ai_client"}
PARTS = {"api_client", "config", "dbutils"}


def calls(w: WorkspaceClient):
    for name in dir(type(w)):
        if name.startswith("_") or name in PARTS | ABSENT:
            continue
        service = getattr(w, name)
        parts = {
            f"{name}.{part}": getattr(service, part)
            for part in dir(type(service))
            if isinstance(inspect.getattr_static(type(service), part), property)
        }
        for path, part in {name: service, **parts}.items():
            for method in dir(part):
                if not method.startswith(("list", "get", "me")) or f"{path}.{method}" in OTHER:
                    continue
                function = getattr(part, method)
                if not callable(function):
                    continue
                parameters = inspect.signature(function).parameters.values()
                if all(one.default is not one.empty or one.kind in (one.VAR_POSITIONAL, one.VAR_KEYWORD) for one in parameters):
                    yield f"{path}.{method}", function


def check() -> None:
    failed = []
    asked = 0
    for name, function in calls(WorkspaceClient()):
        asked += 1
        try:
            answer = function()
            if hasattr(answer, "__next__"):
                list(itertools.islice(answer, 500))
        except DatabricksError as error:
            failed.append(f"{name}: {error}")
    assert asked > 90, f"only {asked} calls were found"
    assert not failed, f"{len(failed)} of {asked} calls failed:\n" + "\n".join(failed)
