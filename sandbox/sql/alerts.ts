import { fail, invalid } from "../failure.ts";
import { type App, type Fields, flag, integer, readJson } from "../http.ts";
import { pageOf } from "../paging.ts";
import type { World } from "../world.ts";
import { alertSettings, evaluate } from "./alerts-evaluation.ts";
import type { Statements } from "./statements.ts";

interface Alert {
  readonly id: string;
  fields: Fields;
  state: string;
  lastEvaluatedAt?: string;
  lifecycle: "ACTIVE" | "DELETED";
  readonly createTime: string;
  readonly owner: string;
  updateTime: string;
}

const PATH = "/api/2.0/alerts";
const now = () => new Date().toISOString();
/** Fields that an update can change. The folder cannot be changed. */
const CHANGEABLE = new Set([
  "display_name",
  "query_text",
  "warehouse_id",
  "schedule",
  "evaluation",
  "parameters",
  "custom_summary",
  "custom_description",
  "run_as",
]);

/** Alerts (V2). An alert is evaluated once each time it is created or changed. Its schedule is stored, not executed. */
export function alerts(app: App, world: World, statements: Statements): void {
  const all = world.kept("alerts", () => new Map<string, Alert>());
  const find = (id: string): Alert =>
    all.get(id) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Alert ${id} does not exist.`);
  const judge = (alert: Alert) => {
    const settings = alertSettings(alert.fields);
    if (settings.paused) return;
    const { table } = statements.run(
      { statement: settings.query, warehouse_id: settings.warehouseId, wait_timeout: "0s" },
      { alert_id: alert.id },
    );
    const judged = (state: string) => {
      alert.state = state;
      alert.lastEvaluatedAt = now();
    };
    table.then(
      (result) => judged(evaluate(settings, result)),
      () => judged("ERROR"),
    );
  };
  const add = (fields: Fields): Alert => {
    alertSettings(fields);
    const at = now();
    const alert: Alert = {
      id: world.uuid(),
      fields,
      state: "UNKNOWN",
      lifecycle: "ACTIVE",
      createTime: at,
      owner: world.user,
      updateTime: at,
    };
    all.set(alert.id, alert);
    return alert;
  };
  if (world.isNew)
    add({
      display_name: "Failing services",
      query_text: "SELECT count(*) AS errors FROM main.ops.events WHERE severity = 'error'",
      warehouse_id: "7e083095329f3ca5",
      schedule: { quartz_cron_schedule: "0 0 8 * * ?", timezone_id: "UTC", pause_status: "UNPAUSED" },
      evaluation: {
        source: { name: "errors" },
        comparison_operator: "GREATER_THAN",
        threshold: { value: { double_value: 100_000 } },
      },
    });

  app.get(PATH, (c) => {
    const size = integer(c.req.query(), "page_size") ?? 100;
    if (size < 1) invalid("Field 'page_size' must be at least 1.");
    const active = [...all.values()].filter(({ lifecycle }) => lifecycle === "ACTIVE");
    const { items, next } = pageOf(active, "alerts", size, c.req.query("page_token") || undefined);
    return c.json({
      alerts: items.map((alert) => view(alert)),
      ...(next === "" ? {} : { next_page_token: next }),
    });
  });
  app.post(PATH, async (c) => {
    const alert = add(await readJson(c));
    judge(alert);
    return c.json(view(alert));
  });
  app.get(`${PATH}/:id`, (c) => c.json(view(find(c.req.param("id")))));
  app.patch(`${PATH}/:id`, async (c) => {
    const alert = find(c.req.param("id"));
    if (alert.lifecycle === "DELETED") invalid(`Alert ${alert.id} is in the trash.`);
    const body = await readJson(c);
    const names = (c.req.query("update_mask") ?? "").split(",").filter(Boolean);
    if (names.length === 0) invalid("Missing required field: update_mask");
    const unknown = names.find((name) => !CHANGEABLE.has(name));
    if (unknown !== undefined) invalid(`Field '${unknown}' of update_mask cannot be updated.`);
    const fields = { ...alert.fields, ...Object.fromEntries(names.map((name) => [name, body[name]])) };
    alertSettings(fields);
    alert.fields = fields;
    alert.updateTime = now();
    judge(alert);
    return c.json(view(alert));
  });
  app.delete(`${PATH}/:id`, (c) => {
    const alert = find(c.req.param("id"));
    if (flag(c.req.query(), "purge")) all.delete(alert.id);
    alert.lifecycle = "DELETED";
    return c.json({});
  });
}

/** `AlertV2`. */
function view(alert: Alert): object {
  const { evaluation, ...fields } = alert.fields;
  return {
    id: alert.id,
    parent_path: `/Workspace/Users/${alert.owner}`,
    ...fields,
    evaluation: {
      ...Object(evaluation),
      state: alert.state,
      ...(alert.lastEvaluatedAt === undefined ? {} : { last_evaluated_at: alert.lastEvaluatedAt }),
    },
    owner_user_name: alert.owner,
    effective_run_as: { user_name: alert.owner },
    lifecycle_state: alert.lifecycle,
    create_time: alert.createTime,
    update_time: alert.updateTime,
  };
}
