import { getNotificationDestination } from "../../api/admin/notification-destinations.ts";
import { getPermissions } from "../../api/admin/permissions.ts";
import type { Client } from "../../api/http/client.ts";
import { ApiError } from "../../api/http/errors.ts";
import type { Job } from "../../api/jobs/jobs.ts";
import { isPipelineSource } from "../../api/jobs/pipeline-source.ts";
import { getPipeline, listPipelines, type Pipeline } from "../../api/jobs/pipelines.ts";
import { filterText } from "../../api/ml/mlflow.ts";
import { getQuery } from "../../api/sql/queries.ts";
import { getWarehouse } from "../../api/sql/warehouses.ts";
import { decodeText } from "../../api/workspace/notebook.ts";
import { exportObject, findObject } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { isRecord } from "../../records.ts";
import { oneLine } from "../../text.ts";
import { inTurn } from "../in-turn.ts";

/** Fields of a task with the path of a notebook, file or folder of the workspace; code in Git and cloud storage is elsewhere. */
const PATHS: ReadonlySet<string> = new Set(["notebook_path", "python_file", "path", "project_directory"]);
const PATH = /^\/(?!Volumes\/|dbfs\/)(?!.*\{\{)/s;
/** Fields of a task with the ID of an object; the platform notices that it is missing when the task runs. */
const OBJECTS: Readonly<Record<string, { kind: string; find(client: Client, id: string): Promise<unknown> }>> = {
  pipeline_id: { kind: "Pipeline", find: (client, pipeline_id) => getPipeline(client, { pipeline_id }) },
  query_id: { kind: "Query", find: (client, id) => getQuery(client, { id }) },
  // Of webhook_notifications.
  id: { kind: "Notification destination", find: (client, id) => getNotificationDestination(client, { id }) },
  warehouse_id: { kind: "SQL warehouse", find: (client, id) => getWarehouse(client, { id }) },
};
const ID = /^[\w-]{1,100}$/;
/** Fields that lead to the others. Parameters, whose names users choose, are none of them. */
const WITHIN = /^(?:tasks?|\w+_task|query|file|webhook_notifications|on_\w+)$/;

/** Paths and objects that are looked up, one request each. */
const MAX_SOURCES = 50;
/** Notebooks that are read. */
const MAX_READ = 10;
/** Pipelines of a notebook that are named. */
const MAX_PIPELINES = 5;
/** Time for these checks in milliseconds, because the job waits for them. */
const CHECK_MS = 8000;

/** A notebook, file or object that a task uses. */
interface Source {
  readonly field: string;
  /** Its path or ID. */
  readonly value: string;
}

/**
 * Problems of what tasks use: `/Shared/load does not exist in this workspace`, or it is the code of a pipeline. A source that
 * cannot be looked up is left out.
 */
export async function problemsOfCode(ctx: Context, settings: unknown): Promise<readonly string[]> {
  const sources = sourcesIn(settings).slice(0, MAX_SOURCES);
  const read = new Set(sources.filter(({ field }) => field === "notebook_path").slice(0, MAX_READ));
  const hasOthers = ctx.settings.workspace !== undefined;
  const missing = (source: Source) => absent(source, hasOthers);
  return lookUp(ctx, sources, (client, one) => problemOf(client, one, read.has(one), missing), missing);
}

/** The problems that `look` finds. A source that cannot be looked up has none. */
async function lookUp(
  ctx: Context,
  sources: readonly Source[],
  look: (client: Client, source: Source) => Promise<string | undefined>,
  ifMissing: (source: Source) => string | undefined = () => undefined,
): Promise<readonly string[]> {
  const client = ctx.client.bind({ deadlineMs: CHECK_MS });
  const problems = await inTurn(sources, (one) =>
    look(client, one).catch((error: unknown) => {
      ctx.signal.throwIfAborted();
      if (error instanceof ApiError) return error.kind === "not-found" ? ifMissing(one) : undefined;
      if (error instanceof DOMException && error.name === "TimeoutError") return undefined;
      throw error;
    }),
  );
  return problems.filter((problem) => problem !== undefined);
}

/** Types of permissions by the type of an object with code. */
const PERMISSIONS_OF = { NOTEBOOK: "notebooks", FILE: "files" } as const;

/**
 * The code of a job on which the user or service principal that it runs as has no permission. Groups are not resolved,
 * except that of all users.
 */
export async function closedTo(ctx: Context, { run_as_user_name, settings }: Job): Promise<readonly string[]> {
  if (!run_as_user_name) return [];
  const own = run_as_user_name.toLowerCase();
  const paths = sourcesIn(settings).filter(({ field }) => PATHS.has(field));
  return lookUp(ctx, paths.slice(0, MAX_READ), async (client, { value: path }) => {
    const { object_type, object_id } = (await findObject(client, { path })) ?? {};
    if ((object_type !== "NOTEBOOK" && object_type !== "FILE") || object_id === undefined) return undefined;
    const object = { object_type: PERMISSIONS_OF[object_type], object_id: String(object_id) };
    const { access_control_list } = await getPermissions(client, object);
    const isOpen = access_control_list?.some(
      ({ user_name, service_principal_name, group_name }) =>
        [user_name, service_principal_name].some((name) => name?.toLowerCase() === own) || group_name === "users",
    );
    return isOpen
      ? undefined
      : `${run_as_user_name} has no direct permission on ${path}. Unless one of its groups has one, the task fails`;
  });
}

async function problemOf(
  client: Client,
  source: Source,
  isRead: boolean,
  missing: (source: Source) => string,
): Promise<string | undefined> {
  const { field, value } = source;
  const object = OBJECTS[field];
  if (isRead)
    return problemOfSource(client, value, decodeText(await exportObject(client, { path: value, format: "SOURCE" })));
  const found = await (object ? object.find(client, value) : findObject(client, { path: value }));
  return found === undefined ? missing(source) : undefined;
}

/** @param hasOthers Whether the server has other workspaces, from which a file can be copied */
function absent({ field, value }: Source, hasOthers: boolean): string {
  const kind = OBJECTS[field]?.kind;
  const what = `${kind ? `${kind} ` : ""}${value} does not exist in this workspace`;
  return kind || !hasOthers ? what : `${what}. From another one, copy_file with from_workspace copies it`;
}

async function problemOfSource(client: Client, path: string, source: string | undefined): Promise<string | undefined> {
  if (source === undefined || !isPipelineSource(source)) return undefined;
  const pipelines = await pipelinesOf(client, path);
  const run = pipelines.length > 0 ? pipelines.map(pipelineWords).join(" or ") : "one of create_pipeline";
  return `${path} is the source of a pipeline, and fails as a notebook task. Use a pipeline_task with its pipeline: ${run}.`;
}

const pipelineWords = ({ pipeline_id, name }: Pipeline): string =>
  `${oneLine(name ?? "", 100)} (pipeline_id ${pipeline_id})`;

/** The pipelines that a notebook is the source of, under either form of its path. */
async function pipelinesOf(client: Client, path: string): Promise<readonly Pipeline[]> {
  for (const form of [path, path.startsWith("/Workspace/") ? path.slice("/Workspace".length) : `/Workspace${path}`]) {
    const { items } = await listPipelines(client, {
      filter: `notebook=${filterText(form)}`,
      max_results: MAX_PIPELINES,
    });
    if (items.length > 0) return items;
  }
  return [];
}

/** The sources of tasks, each once. */
const sourcesIn = (settings: unknown): readonly Source[] => [
  ...new Map(allSourcesIn(settings).map((one) => [one.value, one])).values(),
];

function allSourcesIn(value: unknown): Source[] {
  if (Array.isArray(value)) return value.flatMap(allSourcesIn);
  if (!isRecord(value) || value.source === "GIT") return [];
  return Object.entries(value).flatMap(([field, item]) => {
    if (typeof item !== "string") return WITHIN.test(field) ? allSourcesIn(item) : [];
    const isSource = PATHS.has(field) ? PATH.test(item) : Object.hasOwn(OBJECTS, field) && ID.test(item);
    return isSource ? [{ field, value: item }] : [];
  });
}
