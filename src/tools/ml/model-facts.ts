import { collect } from "../../api/http/paging.ts";
import type { ModelVersion, RegisteredModel } from "../../api/ml/models.ts";
import { workspaceRegistry } from "../../api/ml/models-workspace.ts";
import { registryOf } from "../../api/ml/registries.ts";
import type { Context } from "../../core/calls/context.ts";
import {
  type AffectedObject,
  type CallFacts,
  type Consequence,
  listed,
  type Sentence,
  say,
  unnamed,
} from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { nothingToChange } from "./arguments.ts";
import { ALIASES_INSTEAD, MODEL_TAGS, requireUnityModel, requireWorkspaceModel } from "./model-arguments.ts";

/** A model with everything in it: its versions. */
export const modelObject = (name: string, owner?: string | null): AffectedObject => ({
  kind: "registered model",
  name,
  contents: ".",
  details: { owner },
});

/** A version; protecting its model protects it. */
export const versionObject = (name: string, version: string, details?: AffectedObject["details"]): AffectedObject => ({
  kind: "model version",
  name: `${name} version ${version}`,
  matches: [name],
  ...(details && { details }),
});

/** The facts of a write to a version that affects no one else. */
export const versionFacts = (effect: string, { name, version }: { name: string; version: string }): CallFacts =>
  unnamed(effect, versionObject(name, version));

const others = (text: Sentence): Consequence => ({ reason: "others", text });

const isStaged = ({ stage }: ModelVersion): boolean => stage === "Production" || stage === "Staging";

/** @throws {ToolError} For versions in Production or Staging, which the platform refuses to delete after the question */
export function requireUnstaged(versions: readonly ModelVersion[] = []): void {
  const staged = versions.filter(isStaged).map(({ version, stage }) => `version ${version} is in ${stage}`);
  if (staged.length === 0) return;
  throw new ToolError(`Versions in Production or Staging cannot be deleted: ${staged.join(", ")}. Nothing was sent.`, {
    next: "If no one needs them, move them to Archived with transition_model_version, then call again.",
  });
}

/** Versions that clients load by a stage or an alias. */
export function versionsInUse({ latest_versions = [], aliases = {} }: RegisteredModel): Consequence[] {
  const staged = latest_versions
    .filter(isStaged)
    .map(({ version, stage }) => others(say`Version ${version} is in ${stage ?? ""}.`));
  const aliased = Object.entries(aliases).map(([alias, version]) =>
    others(say`Alias ${alias} refers to version ${version}.`),
  );
  return [...staged, ...aliased];
}

/** How a version is used, for a question about it. */
export const useOf = ({ stage, aliases = [] }: ModelVersion): AffectedObject["details"] => ({
  stage: stage === "None" ? undefined : stage,
  ...(aliases.length > 0 && { alias: aliases.map((alias) => `@${alias}`).join(", ") }),
});

export const PRODUCTION = "Production";
/** Versions of one model that are compared for a question. */
const MAX_VERSIONS = 1000;

/**
 * The facts of moving a version to a stage: whether it enters or leaves Production, which versions are in the stage now,
 * and which of them are archived.
 *
 * @throws {ToolError} For a Unity Catalog model
 */
export async function stageMove(
  ctx: Context,
  move: { name: string; version: string; stage: string; archive_existing_versions: boolean },
): Promise<CallFacts> {
  const { name, version, stage, archive_existing_versions: archives } = move;
  requireWorkspaceModel(name, "stages", ALIASES_INSTEAD);
  const read = (page_token: string | undefined) =>
    workspaceRegistry.listVersions(ctx.client, { name, max_results: MAX_VERSIONS, page_token });
  const { items } = await collect(read, MAX_VERSIONS, { maxPages: 10 });
  const from = items.find((each) => each.version === version)?.stage ?? "None";
  const there = items.filter((each) => each.stage === stage && each.version !== version).map((each) => each.version);
  const moves = from !== stage;
  const consequences = [
    ...(moves && stage === PRODUCTION
      ? [others(say`It moves from ${from} to ${stage}. Clients that load the model by this stage can get it.`)]
      : []),
    ...(moves && from === PRODUCTION
      ? [others(say`It leaves ${from} for ${stage}. Clients that load the model by stage no longer get it.`)]
      : []),
    ...(archives && there.length > 0
      ? [others(say`These versions, now in ${stage}, are moved to "Archived": ${listed(there)}.`)]
      : []),
    ...(moves && !archives && stage === PRODUCTION && there.length > 0
      ? [others(say`These versions are in ${stage} too: ${listed(there)}. Clients get the latest one.`)]
      : []),
  ];
  return { effect: `Move to ${stage}`, objects: [versionObject(name, version, { stage: from })], consequences };
}

/** @throws {ToolError} Without a change, or with tags of a Unity Catalog model */
export function checkChange({ name, new_name, owner, comment, tags = {} }: ModelChange): void {
  const tagged = Object.keys(tags).length > 0;
  if (tagged) requireWorkspaceModel(name, "tags in the REST API", MODEL_TAGS);
  if (owner !== undefined) requireUnityModel(name, "an owner to change", "Use update_permissions instead.");
  const given = [comment, new_name, owner].some((value) => value !== undefined);
  if (!given && !tagged) throw nothingToChange("new_name, owner, comment or tags");
}

interface ModelChange {
  readonly name: string;
  readonly new_name?: string | undefined;
  readonly owner?: string | undefined;
  readonly comment?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** @throws {ToolError} For a model of the workspace registry, which has stages */
export const requireAliases = (name: string): void =>
  requireUnityModel(name, "aliases", "The workspace registry uses stages instead: transition_model_version.");

/** The version that an alias refers to. @throws {ToolError} For a model of the workspace registry */
export async function versionWithAlias(ctx: Context, name: string, alias: string): Promise<string | undefined> {
  requireAliases(name);
  const { aliases = {} } = await registryOf(name).get(ctx.client, name);
  return new Map(Object.entries(aliases)).get(alias);
}
