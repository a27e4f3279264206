import type { Client } from "../../api/http/client.ts";
import { ApiError } from "../../api/http/errors.ts";
import { isPipelineSource } from "../../api/jobs/pipeline-source.ts";
import { listPipelines, type Pipeline } from "../../api/jobs/pipelines.ts";
import { filterText } from "../../api/ml/mlflow.ts";
import { decodeText } from "../../api/workspace/notebook.ts";
import { exportObject, findObject } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { isRecord } from "../../records.ts";
import { oneLine } from "../../text.ts";
import { inTurn } from "../in-turn.ts";

/** Fields with the path of a notebook or file of the workspace; code in Git and in cloud storage is elsewhere. */
const PATHS: ReadonlySet<string> = new Set(["notebook_path", "python_file"]);
/** Paths that are looked up, one request each. */
const MAX_PATHS = 50;
/** Notebooks that are read. */
const MAX_READ = 10;
/** Pipelines of a notebook that are named. */
const MAX_PIPELINES = 5;
/** Time for these checks in milliseconds, because the job waits for them. */
const CHECK_MS = 8000;

/**
 * Problems of the code that tasks run: `/Shared/load does not exist in this workspace`, or it is that of a pipeline. A path
 * that cannot be looked up is left out.
 */
export async function problemsOfCode(ctx: Context, settings: unknown): Promise<readonly string[]> {
  const client = ctx.client.bind({ deadlineMs: CHECK_MS });
  const paths = [...new Map(pathsIn(settings).map((one) => [one.path, one])).values()].slice(0, MAX_PATHS);
  const read = new Set(paths.filter(({ field }) => field === "notebook_path").slice(0, MAX_READ));
  const problems = await inTurn(paths, (one) =>
    (read.has(one)
      ? exportObject(client, { path: one.path, format: "SOURCE" }).then((bytes) =>
          problemOfSource(client, one.path, decodeText(bytes)),
        )
      : findObject(client, one).then((found) => (found ? undefined : MISSING))
    ).then(
      (problem) => (problem ? [`${one.path} ${problem}`] : []),
      (error: unknown) => {
        ctx.signal.throwIfAborted();
        if (error instanceof ApiError) return error.kind === "not-found" ? [`${one.path} ${MISSING}`] : [];
        if (error instanceof DOMException && error.name === "TimeoutError") return [];
        throw error;
      },
    ),
  );
  return problems.flat();
}

const MISSING = "does not exist in this workspace. From another one, copy_file with from_workspace copies it";

async function problemOfSource(client: Client, path: string, source: string | undefined): Promise<string | undefined> {
  if (source === undefined || !isPipelineSource(source)) return undefined;
  const pipelines = await pipelinesOf(client, path);
  const run = pipelines.length > 0 ? pipelines.map(pipelineWords).join(" or ") : "one of create_pipeline";
  return `is the source of a pipeline, and fails as a notebook task. Use a pipeline_task with its pipeline: ${run}.`;
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

function pathsIn(value: unknown): { readonly path: string; readonly field: string }[] {
  if (Array.isArray(value)) return value.flatMap(pathsIn);
  if (!isRecord(value) || value.source === "GIT") return [];
  return Object.entries(value).flatMap(([field, item]) =>
    PATHS.has(field) && typeof item === "string" && /^\/(?!Volumes\/|dbfs\/)/.test(item)
      ? [{ path: item, field }]
      : pathsIn(item),
  );
}
