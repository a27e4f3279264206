import { getPipeline, type Pipeline } from "../../api/jobs/pipelines.ts";
import type { Context } from "../../core/calls/context.ts";
import { type AffectedObject, type Consequence, say } from "../../core/consent/facts.ts";
import { namesOf, ownIdentity } from "../admin/own-identity.ts";
import { entriesWithout, shownEntry } from "../api/replaced.ts";

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

/** The tables a pipeline writes: named ones, or everything its target schema can hold. */
export function pipelineTables({ spec }: Pipeline, names: readonly string[] = []): AffectedObject[] {
  const { catalog, schema, target } = spec ?? {};
  const place = [catalog ?? "*", schema ?? target ?? "*"].map(String);
  if (names.length === 0) return [{ kind: "the tables of the pipeline", matches: [place.join(".")], contents: "." }];
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

/** Source code that a change adds to a pipeline of another identity: it runs with that identity's access. */
export async function addedLibraries(ctx: Context, pipeline: Pipeline, libraries: unknown): Promise<Consequence[]> {
  if (!Array.isArray(libraries)) return [];
  const added = entriesWithout(libraries, librariesOf(pipeline));
  const runsAs = pipeline.run_as_user_name ?? pipeline.creator_user_name;
  if (added.length === 0 || !runsAs) return [];
  const own = await ownIdentity(ctx);
  if (own && namesOf(own).includes(runsAs)) return [];
  return added.map((library) => ({
    reason: "identity",
    text: say`Source code ${shownEntry("libraries", library)} is added. It runs as ${runsAs}.`,
  }));
}
