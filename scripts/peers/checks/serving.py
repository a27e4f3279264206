"""Pipelines, serving endpoints, vector search, apps and dashboards: each is listed and read."""

from databricks.sdk import WorkspaceClient


def check() -> None:
    w = WorkspaceClient()
    pipelines = list(w.pipelines.list_pipelines())
    for one in pipelines:
        assert w.pipelines.get(one.pipeline_id).name == one.name
        assert list(w.pipelines.list_pipeline_events(one.pipeline_id, max_results=5))
    endpoints = list(w.serving_endpoints.list())
    for one in endpoints:
        assert w.serving_endpoints.get(one.name).name == one.name
    indexes = [
        index
        for endpoint in w.vector_search_endpoints.list_endpoints()
        for index in w.vector_search_indexes.list_indexes(endpoint.name)
    ]
    for one in indexes:
        assert w.vector_search_indexes.get_index(one.name).name == one.name
    apps = list(w.apps.list())
    for one in apps:
        assert w.apps.get(one.name).name == one.name
    dashboards = list(w.lakeview.list())
    for one in dashboards:
        assert w.lakeview.get(one.dashboard_id).display_name == one.display_name
    assert all([pipelines, endpoints, indexes, apps, dashboards]), "a service of the sandbox is empty"
