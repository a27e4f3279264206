import { at, objects } from "../rest.ts";
import type { Found, Kind } from "../snapshot.ts";
import { named, stable, text } from "./fields.ts";

const jobs: Kind = async (workspace) => {
  const found = await workspace.list("/api/2.2/jobs/list", "jobs", { limit: 100 });
  return Promise.all(
    found.map(async ({ job_id }) => {
      const job = await workspace.get("/api/2.2/jobs/get", { job_id: text(job_id) });
      const { settings, run_as_user_name, run_as, creator_user_name } = job;
      return [
        `job ${text(at(settings, "name"))}`,
        stable({ settings, run_as, run_as_user_name, creator_user_name }),
      ] as const;
    }),
  );
};

/** Runs by the name of their job: each new one is a change, as are a repair and a cancellation. */
const runs: Kind = async (workspace) => {
  const found = await workspace.list("/api/2.2/jobs/runs/list", "runs", { limit: 24 });
  // A run without a job leaves nothing behind.
  const ofJobs = found.filter(({ run_type }) => run_type !== "SUBMIT_RUN");
  return ofJobs.map((run) => {
    const state = at(run, "state", "result_state") ?? "RUNNING";
    return [`runs of ${named(run, "run_name")}`, [run.run_id, state, objects(run.repair_history).length]];
  });
};

const pipelines: Kind = async (workspace) => {
  const found = await workspace.list("/api/2.0/pipelines", "statuses", { max_results: 100 });
  const each = found.map(async (listed) => {
    const path = `/api/2.0/pipelines/${text(listed.pipeline_id)}`;
    const [{ spec, run_as_user_name }, { updates }] = await Promise.all([
      workspace.get(path),
      workspace.get(`${path}/updates`),
    ]);
    return [
      [`pipeline ${named(listed)}`, stable({ spec, run_as_user_name }, "id")] as const,
      [`updates of pipeline ${named(listed)}`, objects(updates).length] as const,
    ];
  });
  return (await Promise.all(each)).flat();
};

const dashboards: Kind = async (workspace) => {
  const found = await workspace.list("/api/2.0/lakeview/dashboards", "dashboards");
  const each = found.map(async ({ dashboard_id, display_name }) => {
    const path = `/api/2.0/lakeview/dashboards/${text(dashboard_id)}`;
    const [draft, published] = await Promise.all([
      workspace.get(path),
      workspace.get(`${path}/published`).catch(() => undefined),
    ]);
    return [
      [`dashboard ${text(display_name)}`, stable(draft, "dashboard_id")] as const,
      ...(published
        ? [[`published dashboard ${text(display_name)}`, stable(published, "revision_create_time")] as const]
        : []),
    ];
  });
  return (await Promise.all(each)).flat();
};

const listed =
  (kind: string, path: string, field: string, name: string, ...without: readonly string[]): Kind =>
  async (workspace) =>
    (await workspace.list(path, field)).map((object) => [`${kind} ${named(object, name)}`, stable(object, ...without)]);

const destinations: Kind = async (workspace) => {
  const found = await workspace.list("/api/2.0/notification-destinations", "results");
  return Promise.all(
    found.map(async ({ id, display_name }) => {
      const whole = await workspace.get(`/api/2.0/notification-destinations/${text(id)}`);
      return [`notification destination ${text(display_name)}`, stable(whole, "id")] as const;
    }),
  );
};

const apps: Kind = async (workspace) => {
  const each = (await workspace.list("/api/2.0/apps", "apps")).map(async (app): Promise<readonly Found[]> => {
    const name = named(app);
    const deployments = await workspace.list(
      `/api/2.0/apps/${encodeURIComponent(name)}/deployments`,
      "app_deployments",
    );
    return [
      [`app ${name}`, stable(app, ...APP_STATE)],
      [`state of app ${name}`, at(app.compute_status, "state")],
      [`deployments of app ${name}`, deployments.length],
    ];
  });
  return (await Promise.all(each)).flat();
};

/** Fields of an app that its state and random IDs decide. */
const APP_STATE = [
  "id",
  "compute_status",
  "app_status",
  "active_deployment",
  "pending_deployment",
  "updater",
  "url",
  "service_principal_client_id",
  "service_principal_name",
];

/** Jobs and pipelines with their runs, dashboards, queries, alerts, destinations and apps. */
export const workKinds: readonly Kind[] = [
  jobs,
  runs,
  pipelines,
  dashboards,
  listed("saved query", "/api/2.0/sql/queries", "results", "display_name", "id"),
  listed("alert", "/api/2.0/alerts", "alerts", "display_name", "id", "evaluation"),
  destinations,
  apps,
];
