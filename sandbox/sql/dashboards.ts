import { fail, invalid } from "../failure.ts";
import { type App, type Fields, flag, integer, optional, readJson, required } from "../http.ts";
import { pageOf } from "../paging.ts";
import { createTree, newTree, normalPath } from "../workspace/tree.ts";
import type { World } from "../world.ts";
import { dashboardSchedules } from "./dashboard-schedules.ts";
import { salesDashboard } from "./dashboards-seed.ts";

interface Dashboard {
  readonly id: string;
  readonly parentPath: string;
  name: string;
  warehouseId: string | undefined;
  document: string;
  etag: number;
  lifecycle: "ACTIVE" | "TRASHED";
  readonly createTime: string;
  updateTime: string;
  published?: object;
}

const PATH = "/api/2.0/lakeview/dashboards";

/** Lakeview dashboards: drafts and published versions. Documents are stored, not drawn. */
export function dashboards(app: App, world: World): void {
  const all = world.kept("dashboards", () => new Map<string, Dashboard>());
  const tree = createTree(world.kept("tree", newTree));
  const place = ({ parentPath, name }: Dashboard) => normalPath(`${parentPath}/${name}.lvdash.json`);
  /** A dashboard is an object of the workspace tree too. */
  const store = (dashboard: Dashboard): Dashboard => {
    const { id: dashboardId, document } = dashboard;
    tree.put(place(dashboard), { type: "DASHBOARD", dashboardId, document }, true);
    return dashboard;
  };
  /** A dashboard that was deleted in the tree is in the trash. */
  const present = (dashboard: Dashboard): Dashboard => {
    const entry = tree.find(place(dashboard));
    if (entry?.type !== "DASHBOARD" || entry.dashboardId !== dashboard.id) dashboard.lifecycle = "TRASHED";
    return dashboard;
  };
  const find = (id: string): Dashboard =>
    [...all.values()].map(present).find((dashboard) => dashboard.id === id) ??
    fail(404, "RESOURCE_DOES_NOT_EXIST", `Dashboard ${id} does not exist.`);
  const editable = (id: string): Dashboard => {
    const dashboard = find(id);
    return dashboard.lifecycle === "ACTIVE" ? dashboard : invalid(`Dashboard ${id} is in the trash.`);
  };
  const add = (fields: Fields): Dashboard => {
    const at = new Date().toISOString();
    const parentPath = optional(fields, "parent_path") ?? `/Workspace/Users/${world.user}`;
    const name = required(fields, "display_name");
    for (const other of [...all.values()].map(present)) {
      if (other.lifecycle === "ACTIVE" && other.parentPath === parentPath && other.name === name) {
        fail(400, "RESOURCE_ALREADY_EXISTS", `Node named '${name}.lvdash.json' already exists.`);
      }
    }
    const dashboard: Dashboard = {
      id: `01ee${world.hexId(28)}`,
      parentPath,
      name,
      warehouseId: optional(fields, "warehouse_id"),
      document: documentOf(fields) ?? JSON.stringify({ pages: [] }),
      etag: 1,
      lifecycle: "ACTIVE",
      createTime: at,
      updateTime: at,
    };
    store(dashboard);
    all.set(dashboard.id, dashboard);
    return dashboard;
  };
  const publish = (dashboard: Dashboard, fields: Fields): object => {
    dashboard.published = {
      display_name: dashboard.name,
      warehouse_id: optional(fields, "warehouse_id") ?? dashboard.warehouseId,
      embed_credentials: flag(fields, "embed_credentials") ?? true,
      revision_create_time: new Date().toISOString(),
    };
    return dashboard.published;
  };
  if (world.isNew)
    publish(
      add({
        display_name: "Sales",
        warehouse_id: "7e083095329f3ca5",
        serialized_dashboard: JSON.stringify(salesDashboard),
      }),
      { embed_credentials: false },
    );

  dashboardSchedules(app, world, (id) => void find(id));

  app.get(PATH, (c) => {
    const size = integer(c.req.query(), "page_size") ?? 20;
    if (size < 1) invalid("Field 'page_size' must be at least 1.");
    const trashed = flag(c.req.query(), "show_trashed") ?? false;
    const listed = [...all.values()].map(present).filter(({ lifecycle }) => trashed || lifecycle === "ACTIVE");
    const { items, next } = pageOf(listed, "dashboards", size, c.req.query("page_token") || undefined);
    return c.json({ dashboards: items.map(summary), ...(next === "" ? {} : { next_page_token: next }) });
  });
  app.post(PATH, async (c) => c.json(view(add(await readJson(c)))));
  app.get(`${PATH}/:id`, (c) => c.json(view(find(c.req.param("id")))));
  app.patch(`${PATH}/:id`, async (c) => {
    const dashboard = editable(c.req.param("id"));
    const fields = await readJson(c);
    const etag = optional(fields, "etag");
    if (etag !== undefined && etag !== String(dashboard.etag)) {
      fail(409, "ABORTED", `The dashboard was changed meanwhile: etag ${etag} is not the present one.`);
    }
    const before = place(dashboard);
    dashboard.document = documentOf(fields) ?? dashboard.document;
    dashboard.name = optional(fields, "display_name") ?? dashboard.name;
    if (place(dashboard) !== before) tree.remove(before, false);
    store(dashboard);
    dashboard.warehouseId = optional(fields, "warehouse_id") ?? dashboard.warehouseId;
    dashboard.etag += 1;
    dashboard.updateTime = new Date().toISOString();
    return c.json(view(dashboard));
  });
  app.delete(`${PATH}/:id`, (c) => {
    const dashboard = find(c.req.param("id"));
    if (dashboard.lifecycle === "ACTIVE") tree.remove(place(dashboard), false);
    dashboard.lifecycle = "TRASHED";
    return c.json({});
  });
  app.post(`${PATH}/:id/published`, async (c) => {
    const dashboard = editable(c.req.param("id"));
    return c.json(publish(dashboard, await readJson(c)));
  });
  app.get(`${PATH}/:id/published`, (c) => {
    const { id, published } = find(c.req.param("id"));
    return c.json(published ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Dashboard ${id} is not published.`));
  });
  app.delete(`${PATH}/:id/published`, (c) => {
    const dashboard = find(c.req.param("id"));
    delete dashboard.published;
    return c.json({});
  });
}

/** Checks that `serialized_dashboard` is a JSON object as text. */
function documentOf(fields: Fields): string | undefined {
  const text = optional(fields, "serialized_dashboard");
  if (text === undefined) return undefined;
  try {
    if (typeof JSON.parse(text) === "object") return text;
  } catch {
    // Reported below.
  }
  return invalid("Field 'serialized_dashboard' is not valid JSON.");
}

const summary = ({ id, name, warehouseId, lifecycle, createTime }: Dashboard) => ({
  dashboard_id: id,
  display_name: name,
  warehouse_id: warehouseId,
  lifecycle_state: lifecycle,
  create_time: createTime,
});

/** `Dashboard`. */
const view = (dashboard: Dashboard) => ({
  ...summary(dashboard),
  path: `${dashboard.parentPath}/${dashboard.name}.lvdash.json`,
  parent_path: dashboard.parentPath,
  etag: String(dashboard.etag),
  serialized_dashboard: dashboard.document,
  update_time: dashboard.updateTime,
});
