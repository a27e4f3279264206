import { getPipeline, type Pipeline } from "../../api/jobs/pipelines.ts";
import type { Context } from "../../core/calls/context.ts";
import { type AffectedObject, type Consequence, say } from "../../core/consent/facts.ts";
import { isRecord } from "../../records.ts";
import { newSetting, runsAsAnother } from "../admin/own-identity.ts";
import { entriesWithout, fieldsWithNew, shownEntry } from "../api/replaced.ts";

/** A pipeline as a question names it, and `--protect` knows it. */
export const pipelineObject = ({ pipeline_id, name, state, creator_user_name }: Pipeline): AffectedObject => ({
  kind: "pipeline",
  name,
  id: pipeline_id,
  details: { state, creator: creator_user_name },
});

/** The pipeline, looked up, as the object of a call. */
export const affectedPipeline = async (ctx: Context, pipeline_id: string): Promise<AffectedObject> =>
  pipelineObject(await getPipeline(ctx.client, { pipeline_id }));

type Fields = Readonly<Record<string, unknown>>;

const placeOf = ({ catalog, schema, target }: Fields): string[] =>
  [catalog ?? "*", schema ?? target ?? "*"].map(String);

/** Everything that the schemas of a spec can hold: its target, its event log, and the destinations of ingestion. */
export function pipelineOutputs(spec: Fields): AffectedObject[] {
  const { event_log, ingestion_definition, gateway_definition } = spec;
  const [catalog = "*", schema = "*"] = placeOf(spec);
  const log = isRecord(event_log)
    ? [event_log.catalog ?? catalog, event_log.schema ?? schema, event_log.name ?? "*"]
    : [];
  return [
    ...[[catalog, schema], ...destinations([ingestion_definition, gateway_definition])].map((place) => ({
      kind: "the tables of the pipeline",
      matches: [place.join(".")],
      contents: "." as const,
    })),
    ...(log.length > 0 ? [{ kind: "event log", name: log.join(".") }] : []),
  ];
}

/** Catalogs and schemas of `destination_catalog`, `gateway_storage_schema` and the like, at any depth. */
function destinations(value: unknown): unknown[][] {
  if (Array.isArray(value)) return value.flatMap(destinations);
  if (!isRecord(value)) return [];
  const catalog = value.destination_catalog ?? value.gateway_storage_catalog;
  const schema = value.destination_schema ?? value.gateway_storage_schema;
  return [
    ...((catalog ?? schema) ? [[catalog ?? "*", schema ?? "*"]] : []),
    ...Object.values(value).flatMap(destinations),
  ];
}

/** The tables a pipeline writes: named ones, or everything its target schema can hold. */
export function pipelineTables({ spec }: Pipeline, names: readonly string[] = []): AffectedObject[] {
  const place = placeOf(spec ?? {});
  if (names.length === 0) return pipelineOutputs(spec ?? {});
  return names.map((name) => {
    const missing = Math.max(0, 3 - name.split(".").length);
    return { kind: "table", name, matches: [[...place.slice(0, missing), name].join(".")] };
  });
}

const librariesOf = ({ spec }: Pipeline): readonly unknown[] => (Array.isArray(spec?.libraries) ? spec.libraries : []);

/** Source code that a change of the spec takes out of the pipeline: its tables are removed with the next update. */
export function removedLibraries(pipeline: Pipeline, libraries: unknown): Consequence[] {
  if (!Array.isArray(libraries)) return [];
  return entriesWithout(librariesOf(pipeline), libraries)
    .map((library) => shownEntry("libraries", library))
    .map((library) => ({ reason: "loss", text: say`Source code ${library} is removed, and its tables with it.` }));
}

/** Fields besides the source code that decide which code runs. */
const CODE_FIELDS =
  "environment clusters configuration root_path filters parameters ingestion_definition gateway_definition".split(" ");

/** Code that a change brings into a pipeline of another identity: it runs with that identity's access. */
export async function newPipelineCode(ctx: Context, pipeline: Pipeline, given: Fields): Promise<Consequence[]> {
  const { spec, run_as_user_name, creator_user_name } = pipeline;
  const added = Array.isArray(given.libraries) ? entriesWithout(given.libraries, librariesOf(pipeline)) : [];
  const fields = fieldsWithNew(CODE_FIELDS, given, spec ?? {});
  const runsAs = run_as_user_name ?? creator_user_name ?? "";
  if (added.length + fields.length === 0 || !(await runsAsAnother(ctx, runsAs))) return [];
  return [
    ...added.map((library) => ({
      reason: "identity" as const,
      text: say`Source code ${shownEntry("libraries", library)} is added. It runs as ${runsAs}.`,
    })),
    ...fields.flatMap((field) => newSetting(given, field, runsAs)),
  ];
}

/** The tables that a pipeline can write, where names are protected. */
export const protectedOutputs = (ctx: Context, spec: Fields): AffectedObject[] =>
  ctx.settings.protect ? pipelineOutputs(spec) : [];

const OUTPUT_FIELDS =
  "catalog schema target event_log libraries ingestion_definition gateway_definition continuous".split(" ");

/** The tables of a pipeline before and after a change that concerns them. */
export const changedOutputs = (ctx: Context, { spec }: Pipeline, given: Fields): AffectedObject[] =>
  OUTPUT_FIELDS.some((field) => field in given)
    ? [...protectedOutputs(ctx, spec ?? {}), ...protectedOutputs(ctx, { ...spec, ...given })]
    : [];
