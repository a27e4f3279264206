import { fail, invalid } from "../failure.ts";
import { type App, type Fields, flag, integer, isFields, oneOf, optional, readJson } from "../http.ts";
import { pageOf } from "../paging.ts";
import type { World } from "../world.ts";
import type { Conductor } from "./conductor.ts";
import { ARRAY_PAGE, findJob } from "./job-routes.ts";
import { isOver, type Job, latest, type Run } from "./model.ts";
import { exportView, outputView } from "./output.ts";
import { checkRunAs } from "./run-as.ts";
import { chosenTasks, findRun, jobRunOf, onlyTasks, taskRunOf } from "./run-choice.ts";
import { checkedTasks, textMap } from "./settings.ts";
import { parsedSettings } from "./shapes.ts";
import { repairHistory, runView, taskRunView, taskViews } from "./view.ts";

const MOST_LISTED = 25;
const OVERRIDING = ["notebook_params", "python_params", "sql_params", "jar_params", "python_named_params"];

export function runRoutes(
  app: App,
  base: string,
  world: World,
  jobs: ReadonlyMap<number, Job>,
  conductor: Conductor,
): void {
  const tokens = new Map<string, number>();
  /** The run that a token started before, or a new run. The token of a deleted run is rejected. */
  const once = (scope: string, body: Fields, start: () => Run): Run => {
    const token = optional(body, "idempotency_token");
    if (token === undefined) return start();
    if (token.length > 64) invalid("The idempotency_token must have at most 64 characters.");
    const known = tokens.get(`${scope} ${token}`);
    if (known !== undefined) {
      return conductor.runs.get(known) ?? invalid(`The run of idempotency token ${token} was deleted.`);
    }
    const run = start();
    tokens.set(`${scope} ${token}`, run.id);
    return run;
  };

  app.post(`${base}/run-now`, async (c) => {
    const body = await readJson(c);
    const job = findJob(jobs, body);
    const overriding = Object.fromEntries(OVERRIDING.flatMap((name) => (name in body ? [[name, body[name]]] : [])));
    const queue = isFields(body.queue) ? flag(body.queue, "enabled") : undefined;
    const only = onlyTasks(job.settings, body.only);
    const run = once(`job ${job.id}`, body, () =>
      conductor.start({
        job,
        settings: job.settings,
        parameters: textMap(body.job_parameters),
        overriding,
        ...(only && { only }),
        ...(queue !== undefined && { queue }),
      }),
    );
    return c.json({ run_id: run.id, number_in_job: run.id });
  });
  app.post(`${base}/runs/submit`, async (c) => {
    const { access_control_list: _, ...body } = await readJson(c);
    const settings = parsedSettings(body);
    checkedTasks(settings);
    checkRunAs(world, settings);
    return c.json({ run_id: once("submit", body, () => conductor.start({ settings })).id });
  });
  app.get(`${base}/runs/list`, (c) => {
    const query = c.req.query();
    const jobId = integer(query, "job_id");
    const [active, completed] = [flag(query, "active_only") ?? false, flag(query, "completed_only") ?? false];
    if (active && completed) invalid("Only one of active_only and completed_only can be true.");
    const size = integer(query, "limit") ?? 20;
    if (size < 0 || size > MOST_LISTED) invalid(`Invalid limit: must be between 1 and ${MOST_LISTED}.`);
    const type = oneOf(query, "run_type", ["JOB_RUN", "SUBMIT_RUN", "WORKFLOW_RUN"]);
    const [from, to] = [
      integer(query, "start_time_from") ?? 0,
      integer(query, "start_time_to") ?? Number.MAX_SAFE_INTEGER,
    ];
    const found = [...conductor.runs.values()]
      .filter(({ job, state, start }) => {
        if (jobId !== undefined && job?.id !== jobId) return false;
        if (type !== undefined && (job === undefined ? "SUBMIT_RUN" : "JOB_RUN") !== type) return false;
        return isOver(state) ? !active && start >= from && start <= to : !completed && start >= from && start <= to;
      })
      .toSorted((a, b) => (b.end || b.start) - (a.end || a.start));
    const page = pageOf(found, `runs ${jobId ?? ""}`, size || MOST_LISTED, optional(query, "page_token"));
    const withTasks = flag(query, "expand_tasks") ?? false;
    return c.json({
      ...(page.items.length > 0 && {
        runs: page.items.map((run) => ({
          ...runView(run, world),
          ...(withTasks && { tasks: taskViews(run, world).slice(0, ARRAY_PAGE) }),
        })),
      }),
      has_more: page.next !== "",
      ...(page.next && { next_page_token: page.next }),
    });
  });
  app.get(`${base}/runs/get`, (c) => {
    const query = c.req.query();
    const { run, task, attempt } = findRun(conductor, query);
    if (task && attempt) return c.json({ ...taskRunView(run, attempt, world), tasks: [] });
    const history = flag(query, "include_history") ?? false;
    const page = pageOf(taskViews(run, world, history), `run ${run.id}`, ARRAY_PAGE, optional(query, "page_token"));
    return c.json({
      ...runView(run, world),
      tasks: page.items,
      ...(history && { repair_history: repairHistory(run) }),
      ...(page.next && { has_more: true, next_page_token: page.next }),
    });
  });
  app.get(`${base}/runs/get-output`, (c) => {
    const { run, task, attempt } = taskRunOf(findRun(conductor, c.req.query()));
    return c.json(outputView(run, task, attempt, world));
  });
  app.get(`${base}/runs/export`, (c) => c.json(exportView(taskRunOf(findRun(conductor, c.req.query())).attempt)));
  app.post(`${base}/runs/cancel`, async (c) => {
    const { run, task } = findRun(conductor, await readJson(c));
    if (task) conductor.cancelTask(run, task);
    else conductor.cancel(run);
    return c.json({});
  });
  app.post(`${base}/runs/cancel-all`, async (c) => {
    const body = await readJson(c);
    const queuedOnly = flag(body, "all_queued_runs") ?? false;
    const job = "job_id" in body || !queuedOnly ? findJob(jobs, body) : undefined;
    for (const run of conductor.runs.values()) {
      if (job === undefined ? run.state.life === "QUEUED" : run.job === job) conductor.cancel(run);
    }
    return c.json({});
  });
  app.post(`${base}/runs/repair`, async (c) => {
    const body = await readJson(c);
    const run = jobRunOf(findRun(conductor, body));
    if (!isOver(run.state)) fail(400, "INVALID_STATE", `Run ${run.id} is still active: it cannot be repaired.`);
    const lock = integer(body, "latest_repair_id");
    if (run.repairs.at(-1)?.id !== lock) {
      invalid(
        `The latest_repair_id of run ${run.id} is ${run.repairs.at(-1)?.id ?? "not set"}; the request has ${lock}.`,
      );
    }
    const keys = chosenTasks(run, body);
    return c.json({ repair_id: conductor.repair(run, keys, { parameters: textMap(body.job_parameters) }) });
  });
  app.post(`${base}/runs/delete`, async (c) => {
    const run = jobRunOf(findRun(conductor, await readJson(c)));
    if (!isOver(run.state) || run.tasks.some((task) => !isOver(latest(task).state))) {
      fail(400, "INVALID_STATE", `Run ${run.id} is active: it cannot be deleted.`);
    }
    conductor.remove(run);
    return c.json({});
  });
}
