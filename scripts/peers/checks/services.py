"""Lakebase, agents, Genie spaces, MCP services, code sandboxes and the services that are only listed: create, list, get, change, delete."""

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound
from databricks.sdk.service import (
    catalog,
    cleanrooms,
    database,
    environments,
    knowledgeassistants,
    ml,
    postgres,
    sandbox,
    supervisoragents,
)

BRANCH = "projects/peer/branches/production"


def check() -> None:
    w = WorkspaceClient()
    for part in (lakebase, instances, assistants, supervisors, genie, mcp_services, code, listed):
        part(w)


def gone(get) -> None:
    try:
        get()
    except NotFound:
        return
    raise AssertionError("a deleted object was found")


def lakebase(w: WorkspaceClient) -> None:
    api = w.postgres
    spec = postgres.ProjectSpec(display_name="Peer")
    made = api.create_project(postgres.Project(spec=spec), "peer").wait()
    assert made.name == "projects/peer", made
    assert [one.name for one in api.list_projects()] == ["projects/peer"]
    changed = postgres.Project(spec=postgres.ProjectSpec(display_name="Renamed"))
    api.update_project("projects/peer", changed, postgres.FieldMask(["spec.display_name"])).wait()
    assert api.get_project("projects/peer").status.display_name == "Renamed"

    dev = postgres.Branch(spec=postgres.BranchSpec(no_expiry=True))
    api.create_branch("projects/peer", dev, "dev").wait()
    assert [one.name.split("/")[-1] for one in api.list_branches("projects/peer")] == ["production", "dev"]
    endpoint = next(iter(api.list_endpoints(BRANCH)))
    assert api.generate_database_credential(endpoint.name).token.startswith("eyJ")
    role = next(iter(api.list_roles(BRANCH))).name
    orders = postgres.Database(spec=postgres.DatabaseDatabaseSpec(role=role, postgres_database="orders"))
    api.create_database(BRANCH, orders, database_id="orders").wait()
    assert len(list(api.list_databases(BRANCH))) == 2

    name = "synced_tables/main.sales.peer_pg"
    table = postgres.SyncedTableSyncedTableSpec(
        branch=BRANCH, postgres_database="orders", source_table_full_name="main.sales.orders", primary_key_columns=["order_id"]
    )
    api.create_synced_table(postgres.SyncedTable(spec=table), "main.sales.peer_pg").wait()
    assert api.get_synced_table(name).spec.source_table_full_name == "main.sales.orders"
    api.delete_synced_table(name).wait()
    gone(lambda: api.get_synced_table(name))
    shown = postgres.CatalogCatalogSpec(postgres_database="orders", branch=BRANCH)
    api.create_catalog(postgres.Catalog(spec=shown), "peer_pg").wait()
    assert w.catalogs.get("peer_pg").name == "peer_pg"
    api.delete_catalog("catalogs/peer_pg").wait()
    gone(lambda: w.catalogs.get("peer_pg"))

    api.delete_branch("projects/peer/branches/dev").wait()
    api.delete_project("projects/peer").wait()
    gone(lambda: api.get_project("projects/peer"))


def instances(w: WorkspaceClient) -> None:
    w.database.create_database_instance(database.DatabaseInstance(name="peer", capacity="CU_1")).response
    assert [one.name for one in w.database.list_database_instances()] == ["peer"]
    change = database.DatabaseInstance(name="peer", capacity="CU_2")
    assert w.database.update_database_instance("peer", change, "capacity").capacity == "CU_2"
    w.database.delete_database_instance("peer")
    gone(lambda: w.database.get_database_instance("peer"))


def assistants(w: WorkspaceClient) -> None:
    api = w.knowledge_assistants
    given = knowledgeassistants.KnowledgeAssistant(display_name="Peer", description="d")
    made = api.create_knowledge_assistant(given)
    files = knowledgeassistants.FilesSpec(path="/Volumes/main/sales/exports")
    source = knowledgeassistants.KnowledgeSource(display_name="s", description="s", source_type="files", files=files)
    api.create_knowledge_source(made.name, source)
    assert [one.files.path for one in api.list_knowledge_sources(made.name)] == [files.path]
    change = knowledgeassistants.KnowledgeAssistant(display_name="Peer", description="d", instructions="Be brief")
    api.update_knowledge_assistant(made.name, change, knowledgeassistants.FieldMask(["instructions"]))
    assert api.get_knowledge_assistant(made.name).instructions == "Be brief"
    assert [one.name for one in api.list_knowledge_assistants()] == [made.name]
    api.delete_knowledge_assistant(made.name)
    gone(lambda: api.get_knowledge_assistant(made.name))


def supervisors(w: WorkspaceClient) -> None:
    api = w.supervisor_agents
    made = api.create_supervisor_agent(supervisoragents.SupervisorAgent(display_name="Peer"))
    app = supervisoragents.Tool(tool_type="app", app=supervisoragents.App(name="ops-console"), description="d")
    api.create_tool(made.name, app, "console")
    assert [one.app.name for one in api.list_tools(made.name)] == ["ops-console"]
    change = supervisoragents.SupervisorAgent(display_name="Renamed")
    api.update_supervisor_agent(made.name, change, supervisoragents.FieldMask(["display_name"]))
    assert [one.display_name for one in api.list_supervisor_agents()] == ["Renamed"]
    api.delete_supervisor_agent(made.name)
    gone(lambda: api.get_supervisor_agent(made.name))


def genie(w: WorkspaceClient) -> None:
    made = w.genie.create_space("7e083095329f3ca5", '{"version": 2}', title="Peer")
    w.genie.update_space(made.space_id, title="Renamed")
    found = w.genie.get_space(made.space_id, include_serialized_space=True)
    assert (found.title, found.serialized_space) == ("Renamed", '{"version": 2}'), found
    w.genie.trash_space(made.space_id)
    gone(lambda: w.genie.get_space(made.space_id))


def mcp_services(w: WorkspaceClient) -> None:
    source = catalog.McpServiceConfigSourceConnection(name="connections/main.sales.mcp")
    service = catalog.McpService(config=catalog.McpServiceConfig(source_connection=source))
    made = w.ai_gateway.create_mcp_service(service, "schemas/main.sales", "peer")
    assert [one.name for one in w.ai_gateway.list_mcp_services(parent="schemas/main.sales")] == [made.name]
    w.ai_gateway.update_mcp_service(made.name, catalog.McpService(comment="c"), catalog.FieldMask(["comment"]))
    assert w.ai_gateway.get_mcp_service(made.name).comment == "c"
    w.ai_gateway.delete_mcp_service(made.name)
    gone(lambda: w.ai_gateway.get_mcp_service(made.name))


def code(w: WorkspaceClient) -> None:
    api = w.sandbox
    made = api.create_sandbox(sandbox.Sandbox(display_name="Peer"), "peer")
    api.start_sandbox(made.name)
    run = api.execute_command_sync(made.name, "python3", args=["-c", "import sys; print(6 * 7); sys.exit(3)"])
    assert (run.stdout, run.exit_code) == ("42\n", 3), run
    assert [one.name for one in api.list_sandboxes()] == [made.name]
    api.stop_sandbox(made.name)
    api.delete_sandbox(made.name)
    gone(lambda: api.get_sandbox(made.name))


def listed(w: WorkspaceClient) -> None:
    base = environments.WorkspaceBaseEnvironment(display_name="Peer")
    made = w.environments.create_workspace_base_environment(base, workspace_base_environment_id="peer").wait()
    found = [one.name for one in w.environments.list_workspace_base_environments()]
    assert found == [made.name], (found, made)
    w.environments.delete_workspace_base_environment(made.name)
    gone(lambda: w.environments.get_workspace_base_environment(made.name))

    w.feature_store.create_online_store(ml.OnlineStore(name="peer", capacity="CU_1"))
    w.feature_store.update_online_store("peer", ml.OnlineStore(name="peer", capacity="CU_2"), "capacity")
    stores = list(w.feature_store.list_online_stores())
    assert [one.capacity for one in stores] == ["CU_2"], stores
    w.feature_store.delete_online_store("peer")

    w.clean_rooms.create(cleanrooms.CleanRoom(name="peer")).response
    w.clean_rooms.update("peer", clean_room=cleanrooms.CleanRoom(comment="c"))
    assert [one.comment for one in w.clean_rooms.list()] == ["c"]
    w.clean_rooms.delete("peer")
    gone(lambda: w.clean_rooms.get("peer"))

    # `search` of this SDK calls itself without end: its argument `query` has the name of its parameters.
    found = list(w.consumer_listings.list(is_free=True))
    assert w.consumer_listings.get(found[0].id).listing.summary.name == "Daily weather"
