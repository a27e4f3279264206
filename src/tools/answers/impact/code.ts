import { listJobs } from "../../../api/jobs/jobs.ts";
import { getPipeline, listPipelines, type Pipeline } from "../../../api/jobs/pipelines.ts";
import type { SoughtTable } from "../../../api/sql/mentions.ts";
import { decodeText } from "../../../api/workspace/notebook.ts";
import { cleanPath, exportObject } from "../../../api/workspace/workspace.ts";
import type { Context } from "../../../core/calls/context.ts";
import { isRecord } from "../../../records.ts";
import { inTurn } from "../../in-turn.ts";
import type { AnswerParts } from "../parts.ts";
import { searchFiles, workFolders } from "../search-files.ts";
import { firstNames } from "../search-places.ts";
import { listed } from "./listing.ts";
import { type Affected, type Dependence, dependenceOf, type ImpactTarget } from "./target.ts";

const PAGE = 100;
const MAX_PIPELINES = 100;
/** Notebooks and files of jobs and pipelines outside of the searched folders. */
const MAX_SOURCES = 80;
/** Depth to which the settings of a task or pipeline are read. */
const MAX_DEPTH = 8;

/** A job or pipeline with what it runs. */
interface Runner {
  readonly kind: "job" | "pipeline";
  readonly id: string;
  readonly name: string;
  readonly owner: string | null | undefined;
  /** Every text of its settings with the name of its field. */
  readonly settings: readonly Setting[];
  /** The catalog and schema that complete the names of tables in its code. */
  readonly where?: Place;
}
type Place = Pick<SoughtTable, "catalog" | "schema">;
interface Setting {
  readonly field: string;
  readonly text: string;
}

/** Notebooks and files that depend on the target, and the jobs and pipelines that run them or name it in their settings. */
export async function findCode(
  ctx: Context,
  parts: AnswerParts,
  target: ImpactTarget,
  others: readonly Affected[],
): Promise<Affected[]> {
  const [runners, folders] = await Promise.all([findRunners(ctx, parts), workFolders(ctx)]);
  const sources = await findSources(ctx, parts, target, { runners, folders });
  const known = new Map([...others, ...sources].flatMap((one) => keysOf(one).map((key) => [key, one] as const)));
  const affected = runners.flatMap((runner) => {
    const uses = ofRunner(runner, target, known);
    return uses ? [{ ...nameOf(runner), ...uses }] : [];
  });
  // Jobs that run an affected pipeline.
  const pipelines = new Map(affected.filter(({ kind }) => kind === "pipeline").map((one) => [one.id, one] as const));
  const found = new Set(affected.map(({ id }) => id));
  const through = runners.flatMap((runner) => {
    const run = runner.settings.find(({ field, text }) => field === "pipeline_id" && pipelines.has(text));
    const pipeline = run && pipelines.get(run.text);
    if (runner.kind !== "job" || found.has(runner.id) || !pipeline) return [];
    return [{ ...nameOf(runner), because: `runs pipeline ${pipeline.name}`, certain: pipeline.certain }];
  });
  return [...sources, ...affected, ...through];
}

const nameOf = ({ kind, id, name, owner }: Runner) => ({ kind, id, name, owner });

/** The key of an object in the settings of a job: the path of a notebook, the id of a query. */
const keysOf = ({ kind, name, id }: Affected): string[] =>
  kind === "notebook" || kind === "file" ? [placeOf(name)] : id === undefined ? [] : [id];

async function findRunners(ctx: Context, parts: AnswerParts): Promise<readonly Runner[]> {
  const [jobs, pipelines] = await Promise.all([
    listed(parts, "jobs", (page_token) => listJobs(ctx.client, { limit: PAGE, page_token, expand_tasks: true })),
    listed(
      parts,
      "pipelines",
      (page_token) => listPipelines(ctx.client, { max_results: PAGE, page_token }),
      MAX_PIPELINES,
    ),
  ]);
  const whole = await inTurn(pipelines, ({ pipeline_id }) =>
    parts.read(`pipeline ${pipeline_id}`, getPipeline(ctx.client, { pipeline_id })),
  );
  return [
    ...jobs.map(({ job_id, settings, run_as_user_name, creator_user_name }) => ({
      kind: "job" as const,
      id: job_id,
      name: settings?.name ?? job_id,
      owner: run_as_user_name ?? creator_user_name,
      settings: settingsOf(settings ?? {}),
    })),
    ...whole
      .filter((one): one is Pipeline => one !== undefined)
      .map((one) => ({
        kind: "pipeline" as const,
        id: one.pipeline_id,
        name: one.name ?? one.pipeline_id,
        owner: one.run_as_user_name ?? one.creator_user_name,
        settings: settingsOf(one.spec ?? {}),
        where: placeOfTables(one.spec ?? {}),
      })),
  ];
}

/** Where a pipeline looks up the tables in its code. The schema was once its target. */
function placeOfTables({ catalog, schema, target }: Readonly<Record<string, unknown>>): Place {
  const named = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
  return { catalog: named(catalog), schema: named(schema) ?? named(target) };
}

/** Every text of a tree of settings. */
function settingsOf(value: unknown, field = "", depth = 0): Setting[] {
  if (typeof value === "string") return [{ field, text: value }];
  if (depth >= MAX_DEPTH) return [];
  if (Array.isArray(value)) return value.flatMap((item) => settingsOf(item, field, depth + 1));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => settingsOf(item, key, depth + 1));
}

/** Fields with the path of code in the workspace. */
const PATHS: ReadonlySet<string> = new Set(["notebook_path", "python_file", "path"]);
/** A path in one form: that of `/Workspace/Shared/a` and `/Shared/a` is the same. */
const placeOf = (path: string): string => cleanPath(path.replace(/^\/Workspace(?=\/)/, ""));
const isWorkspacePath = (path: string): boolean => path.startsWith("/") && !/^\/(Volumes|dbfs)\//i.test(path);

async function findSources(
  ctx: Context,
  parts: AnswerParts,
  target: ImpactTarget,
  { runners, folders }: { readonly runners: readonly Runner[]; readonly folders: readonly string[] },
): Promise<Affected[]> {
  const uses = new Map<string, Dependence>();
  const read = new Set<string>();
  const places = placesOfCode(runners);
  const matches = (text: string, path: string) => {
    read.add(placeOf(path));
    const found = dependenceOf(text, target, "code", places(placeOf(path)));
    if (found) uses.set(path, found);
    return found && { line: 0, text: "" };
  };
  const { found, left } = await searchFiles(ctx, parts, { query: "", matches, guessed: true, folders, files: [] });
  const unread = left.folders.length + left.files.length;
  if (unread > 0) parts.missing.push(`${unread} folders and files below ${firstNames(folders)}: there was no time`);
  const run = runners.flatMap(({ settings }) =>
    settings.filter(({ field, text }) => PATHS.has(field) && isWorkspacePath(text)).map(({ text }) => placeOf(text)),
  );
  const more = [...new Set(run)].filter((path) => !read.has(path));
  if (more.length > MAX_SOURCES)
    parts.missing.push(`code of jobs and pipelines: only ${MAX_SOURCES} of ${more.length} files`);
  await inTurn(more.slice(0, MAX_SOURCES), async (path) => {
    const bytes = await parts.read(`code ${path}`, exportObject(ctx.client, { path, format: "SOURCE" }));
    matches((bytes && decodeText(bytes)) ?? "", path);
  });
  const kinds = new Map(found.map(({ name, kind }) => [name, kind]));
  return [...uses].map(([path, how]) => ({ kind: kinds.get(path) ?? "notebook", name: path, ...how }));
}

/** The place in which the pipeline that runs a file looks up its tables. */
function placesOfCode(runners: readonly Runner[]): (path: string) => Place | undefined {
  const code = runners.flatMap(({ settings, where }) =>
    where === undefined
      ? []
      : settings.filter(({ field }) => CODE.has(field)).map(({ text }) => [text, where] as const),
  );
  return (path) =>
    code.find(([text]) => {
      const place = placeOf(text.replace(/\/\*\*$/, ""));
      return place === path || (place !== text && path.startsWith(`${place}/`));
    })?.[1];
}
/** Fields with the code of a pipeline: a file, or all files of a folder. */
const CODE: ReadonlySet<string> = new Set(["path", "include"]);

/** How a job or pipeline depends on the target: by what it runs, or by a setting that names it. */
function ofRunner(
  { settings }: Runner,
  target: ImpactTarget,
  known: ReadonlyMap<string, Affected>,
): Dependence | undefined {
  const found = settings.flatMap(({ field, text }): Dependence[] => {
    const source = known.get(PATHS.has(field) ? placeOf(text) : text);
    if (source && (PATHS.has(field) || field.endsWith("_id"))) {
      return [{ because: `runs ${source.kind} ${source.name}`, certain: source.certain }];
    }
    const named = [target.full_name, ...target.views].find((name) => name.toLowerCase() === text.toLowerCase());
    if (named === undefined || PATHS.has(field)) return [];
    return [{ because: `its setting ${field} is ${named}`, certain: target.column === undefined }];
  });
  return found.find(({ certain }) => certain) ?? found[0];
}
