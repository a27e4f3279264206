import { fail, invalid } from "../failure.ts";
import { type App, type Fields, isFields, oneOf, optional, readJson, required } from "../http.ts";
import type { World } from "../world.ts";

interface Schedule {
  readonly id: string;
  readonly dashboardId: string;
  fields: Fields;
  etag: number;
  readonly created: string;
  updated: string;
  readonly subscriptions: Map<string, Fields>;
}

const PATH = "/api/2.0/lakeview/dashboards/:dashboard/schedules";

/** Schedules of dashboards and their subscribers. They are stored and send nothing. `check` refuses an unknown dashboard. */
export function dashboardSchedules(app: App, world: World, check: (dashboardId: string) => void): void {
  const all = world.kept("dashboard schedules", () => new Map<string, Schedule>());
  const find = (dashboard: string, id: string): Schedule => {
    const schedule = all.get(id);
    if (schedule?.dashboardId === dashboard) return schedule;
    return fail(404, "RESOURCE_DOES_NOT_EXIST", `Schedule ${id} does not exist.`);
  };
  const now = () => new Date().toISOString();

  app.get(PATH, (c) => {
    const dashboard = c.req.param("dashboard");
    check(dashboard);
    const schedules = [...all.values()].filter(({ dashboardId }) => dashboardId === dashboard).map(view);
    return c.json(schedules.length > 0 ? { schedules } : {});
  });
  app.post(PATH, async (c) => {
    const dashboardId = c.req.param("dashboard");
    check(dashboardId);
    const fields = checked(await readJson(c));
    const at = now();
    const id = world.uuid();
    const made = { id, dashboardId, fields, etag: 1, created: at, updated: at, subscriptions: new Map() };
    all.set(id, made);
    return c.json(view(made));
  });
  app.get(`${PATH}/:id`, (c) => c.json(view(find(c.req.param("dashboard"), c.req.param("id")))));
  app.put(`${PATH}/:id`, async (c) => {
    const schedule = find(c.req.param("dashboard"), c.req.param("id"));
    const body = await readJson(c);
    checkEtag(schedule, optional(body, "etag"));
    schedule.fields = checked(body);
    schedule.etag += 1;
    schedule.updated = now();
    return c.json(view(schedule));
  });
  app.delete(`${PATH}/:id`, (c) => {
    const schedule = find(c.req.param("dashboard"), c.req.param("id"));
    checkEtag(schedule, c.req.query("etag"));
    all.delete(schedule.id);
    return c.json({});
  });

  const subscriptions = `${PATH}/:id/subscriptions`;
  app.get(subscriptions, (c) => {
    const found = [...find(c.req.param("dashboard"), c.req.param("id")).subscriptions.values()];
    return c.json(found.length > 0 ? { subscriptions: found } : {});
  });
  app.post(subscriptions, async (c) => {
    const schedule = find(c.req.param("dashboard"), c.req.param("id"));
    const { subscriber } = await readJson(c);
    if (!isFields(subscriber)) return invalid("Missing required field: subscriber");
    const subscription_id = world.uuid();
    const made = {
      subscription_id,
      dashboard_id: schedule.dashboardId,
      schedule_id: schedule.id,
      subscriber,
      etag: "1",
    };
    schedule.subscriptions.set(subscription_id, made);
    return c.json(made);
  });
  app.delete(`${subscriptions}/:subscription`, (c) => {
    const { dashboard, id, subscription } = c.req.param();
    if (!find(dashboard, id).subscriptions.delete(subscription)) {
      fail(404, "RESOURCE_DOES_NOT_EXIST", `Subscription ${subscription} does not exist.`);
    }
    return c.json({});
  });
}

function checked(body: Fields): Fields {
  const cron = isFields(body.cron_schedule) ? body.cron_schedule : invalid("Missing required field: cron_schedule");
  required(cron, "quartz_cron_expression");
  required(cron, "timezone_id");
  return {
    cron_schedule: cron,
    display_name: optional(body, "display_name"),
    pause_status: oneOf(body, "pause_status", ["PAUSED", "UNPAUSED"]) ?? "UNPAUSED",
    warehouse_id: optional(body, "warehouse_id"),
  };
}

function checkEtag({ etag }: Schedule, given: string | undefined): void {
  if (given !== undefined && given !== String(etag)) {
    fail(409, "ABORTED", `The schedule was changed meanwhile: etag ${given} is not the present one.`);
  }
}

const view = ({ id, dashboardId, fields, etag, created, updated }: Schedule): Fields => ({
  schedule_id: id,
  dashboard_id: dashboardId,
  ...fields,
  etag: String(etag),
  create_time: created,
  update_time: updated,
});
