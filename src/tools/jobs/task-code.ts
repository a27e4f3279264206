import { ApiError } from "../../api/http/errors.ts";
import { isPipelineSource } from "../../api/jobs/pipeline-source.ts";
import { decodeText } from "../../api/workspace/notebook.ts";
import { exportObject, findObject } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { isRecord } from "../../records.ts";
import { inTurn } from "../in-turn.ts";

/** Fields with the path of a notebook or file of the workspace; code in Git and in cloud storage is elsewhere. */
const PATHS: ReadonlySet<string> = new Set(["notebook_path", "python_file"]);
/** Paths that are looked up, one request each. */
const MAX_PATHS = 50;
/** Notebooks that are read. */
const MAX_READ = 10;
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
      ? exportObject(client, { path: one.path, format: "SOURCE" }).then((bytes) => problemOfSource(decodeText(bytes)))
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

const MISSING = "does not exist in this workspace";
const problemOfSource = (source: string | undefined): string | undefined =>
  source !== undefined && isPipelineSource(source)
    ? "is the source of a pipeline, and fails as a notebook task. Run its pipeline with a pipeline_task: list_pipelines finds it, create_pipeline creates one."
    : undefined;

function pathsIn(value: unknown): { readonly path: string; readonly field: string }[] {
  if (Array.isArray(value)) return value.flatMap(pathsIn);
  if (!isRecord(value) || value.source === "GIT") return [];
  return Object.entries(value).flatMap(([field, item]) =>
    PATHS.has(field) && typeof item === "string" && /^\/(?!Volumes\/|dbfs\/)/.test(item)
      ? [{ path: item, field }]
      : pathsIn(item),
  );
}
