import { fail } from "../../failure.ts";
import { type App, type Fields, flag } from "../../http.ts";
import { objectTypeAt } from "../../workspace/lookup.ts";
import type { World } from "../../world.ts";
import { type Flow, readGraph } from "./flows.ts";
import { isActive, type Pipeline, record, runAsOf, sourcePaths, type Update, type UpdateState } from "./record.ts";

/** Start of each step, in realistic milliseconds. */
const STEPS: readonly (readonly [at: number, state: UpdateState])[] = [
  [500, "WAITING_FOR_RESOURCES"],
  [1500, "INITIALIZING"],
  [2500, "RESETTING"],
  [3000, "SETTING_UP_TABLES"],
];
const CHECKED = 4500;
const STOPPED = 1500;

export interface Runner {
  start(pipeline: Pipeline, request: Fields): Update;
  stop(pipeline: Pipeline): void;
}

/** Updates pass through the platform's states and make the tables of their source code, or fail with the reason. */
export function createRunner(app: App, world: World): Runner {
  const enter = (pipeline: Pipeline, update: Update, state: UpdateState) => {
    update.state = state;
    const level = state === "FAILED" ? "ERROR" : "INFO";
    const message = `Update ${update.id.slice(0, 6)} is ${state}.`;
    record(world, pipeline, { level, type: "update_progress", message, update: update.id });
  };
  const over = (pipeline: Pipeline, update: Update, state: UpdateState) => {
    update.cancel();
    enter(pipeline, update, state);
    pipeline.state = state === "FAILED" ? "FAILED" : "IDLE";
  };
  const failing = (pipeline: Pipeline, update: Update, { class_name, message }: Cause) => {
    const error = { fatal: true, exceptions: [{ class_name, message, stack: [] }] };
    const text = `Update ${update.id.slice(0, 6)} has failed: the dataflow graph could not be set up.`;
    record(world, pipeline, { level: "ERROR", type: "update_progress", message: text, update: update.id, error });
    over(pipeline, update, "FAILED");
  };
  const run = async (pipeline: Pipeline, update: Update) => {
    const cause = await causeOfFailure(app, world, pipeline.spec);
    if (!isActive(update) || update.state === "STOPPING") return;
    if (cause) return failing(pipeline, update, cause);
    const stop = new AbortController();
    update.cancel = () => stop.abort();
    const graph = await readGraph(world, pipeline, isRefreshed(update.request), stop.signal);
    const isOver = () => !isActive(update) || update.state === "STOPPING";
    if ("problem" in graph) return isOver() ? undefined : failing(pipeline, update, graph.problem);
    try {
      if (isOver()) return;
      const selection = selectionOf(update.request);
      const missing = selection?.filter((name) => !graph.flows.some((flow) => isNamed(flow, name))) ?? [];
      if (missing.length > 0) {
        const message = `The refresh selection has datasets that are not defined in the pipeline: ${missing.join(", ")}.`;
        return failing(pipeline, update, { class_name: "java.lang.IllegalArgumentException", message });
      }
      for (const flow of graph.flows) {
        if (isOver()) return;
        if (!(await resolves(pipeline, update, flow))) return over(pipeline, update, "FAILED");
      }
      if (isOver()) return;
      if (flag(update.request, "validate_only")) return over(pipeline, update, "COMPLETED");
      enter(pipeline, update, "RUNNING");
      pipeline.state = "RUNNING";
      for (const flow of graph.flows) {
        // The tables of a selection read the pipeline's views.
        if (selection && flow.kind !== "view" && !selection.some((name) => isNamed(flow, name))) continue;
        const done = await perform(pipeline, update, flow);
        if (isOver()) return;
        if (!done) return over(pipeline, update, "FAILED");
      }
      // A continuous pipeline runs until it is stopped.
      if (pipeline.spec.continuous !== true) over(pipeline, update, "COMPLETED");
    } finally {
      await graph.close();
    }
  };
  /** Resolves the query of one dataset. Returns whether that succeeded; otherwise its failure is recorded. */
  const resolves = async (pipeline: Pipeline, update: Update, { name, check }: Flow): Promise<boolean> => {
    try {
      await check();
      return true;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const class_name = "org.apache.spark.sql.catalyst.ExtendedAnalysisException";
      record(world, pipeline, {
        level: "ERROR",
        type: "flow_progress",
        message: `Failed to resolve flow: '${name}'.`,
        update: update.id,
        flow: name,
        details: { flow_progress: { status: "FAILED" } },
        error: { fatal: true, exceptions: [{ class_name, message, stack: [] }] },
      });
      return false;
    }
  };
  /** Makes one dataset and records its progress. Returns whether that succeeded. */
  const perform = async (pipeline: Pipeline, update: Update, { name, kind, make }: Flow): Promise<boolean> => {
    const progress = (status: string, more: Partial<Parameters<typeof record>[2]> = {}) =>
      record(world, pipeline, {
        type: "flow_progress",
        message: `Flow '${name}' ${status === "RUNNING" ? "is" : "has"} ${status}.`,
        update: update.id,
        flow: name,
        details: { flow_progress: { status } },
        ...more,
      });
    progress("RUNNING");
    try {
      const { rows, dropped, expectations } = await make();
      const metrics = { num_output_rows: rows };
      const quality = {
        dropped_records: dropped,
        expectations: expectations.map(({ name: rule, failed }) => ({
          name: rule,
          dataset: name,
          passed_records: rows + dropped - failed,
          failed_records: failed,
        })),
      };
      const flow_progress = { status: "COMPLETED", metrics, ...(expectations.length > 0 && { data_quality: quality }) };
      progress("COMPLETED", { details: { flow_progress } });
      return true;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const class_name =
        kind === "streaming table"
          ? "org.apache.spark.sql.streaming.StreamingQueryException"
          : "org.apache.spark.SparkException";
      progress("FAILED", {
        level: "ERROR",
        message: `Flow '${name}' has FAILED.`,
        error: { fatal: true, exceptions: [{ class_name, message, stack: [] }] },
      });
      return false;
    }
  };

  return {
    start(pipeline, request) {
      const active = pipeline.updates.find(isActive);
      if (active) {
        fail(409, "RESOURCE_CONFLICT", `An active update ${active.id} already exists for pipeline '${pipeline.id}'.`);
      }
      const update: Update = { id: world.uuid(), created: Date.now(), request, state: "QUEUED", cancel: () => {} };
      pipeline.updates.unshift(update);
      pipeline.state = "STARTING";
      record(world, pipeline, {
        type: "create_update",
        message: `Update ${update.id.slice(0, 6)} started by API call.`,
        update: update.id,
      });
      const resets = flag(request, "full_refresh") === true || request.full_refresh_selection !== undefined;
      const cancels = STEPS.filter(([, state]) => state !== "RESETTING" || resets).map(([at, state]) =>
        world.after(at, () => enter(pipeline, update, state)),
      );
      const begin = () =>
        run(pipeline, update).catch((error: unknown) => {
          const message = error instanceof Error ? error.message : String(error);
          if (isActive(update)) failing(pipeline, update, { class_name: "java.lang.RuntimeException", message });
        });
      cancels.push(world.after(CHECKED, () => void world.as(runAsOf(world, pipeline), begin)));
      update.cancel = () => {
        for (const cancel of cancels) cancel();
      };
      return update;
    },
    stop(pipeline) {
      const update = pipeline.updates.find(isActive);
      if (update === undefined || update.state === "STOPPING") return;
      update.cancel();
      enter(pipeline, update, "STOPPING");
      pipeline.state = "STOPPING";
      update.cancel = world.after(STOPPED, () => over(pipeline, update, "CANCELED"));
    },
  };
}

/** The datasets that an update is limited to. */
function selectionOf(request: Fields): readonly string[] | undefined {
  const lists = [request.refresh_selection, request.full_refresh_selection];
  const names = lists.flatMap((list) => (Array.isArray(list) ? list.map(String) : []));
  return names.length > 0 ? names : undefined;
}

/** Which tables an update empties first. */
function isRefreshed(request: Fields): (name: string) => boolean {
  const { full_refresh_selection: selected } = request;
  const names = Array.isArray(selected) ? selected.map(String) : [];
  return (name) => flag(request, "full_refresh") === true || names.some((one) => isNamed({ name }, one));
}

/** Whether a selection means this dataset: by its full name, by schema and name, or by name. */
const isNamed = ({ name }: Pick<Flow, "name">, given: string): boolean =>
  `.${name}`.toLowerCase().endsWith(`.${given.replaceAll("`", "").toLowerCase()}`);

interface Cause {
  readonly class_name: string;
  readonly message: string;
}

async function causeOfFailure(app: App, world: World, spec: Fields): Promise<Cause | undefined> {
  for (const path of sourcePaths(spec)) {
    if ((await objectTypeAt(app, world, path)) === undefined) {
      const class_name = "com.databricks.pipelines.common.errors.DLTSparkException";
      return {
        class_name,
        message: `[NOTEBOOK_NOT_FOUND] Unable to load source code from '${path}': it does not exist.`,
      };
    }
  }
  if (typeof spec.catalog !== "string") return undefined;
  const { rows } = await world.runSql("SHOW CATALOGS");
  if (rows.some(([name]) => name === spec.catalog)) return undefined;
  return {
    class_name: "org.apache.spark.sql.catalyst.analysis.NoSuchCatalogException",
    message: `[NO_SUCH_CATALOG_EXCEPTION] Catalog '${spec.catalog}' was not found. Please verify the catalog name and then retry the query or command again.`,
  };
}
