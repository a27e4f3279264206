import * as z from "zod";
import { isUnityName } from "../../api/ml/models.ts";
import { STAGES } from "../../api/ml/models-workspace.ts";
import { ToolError } from "../../core/errors.ts";
import { READINGS } from "../../core/params.ts";
import { oneLine } from "../../text.ts";

const modelName = z.string().min(1).max(500);
/** The name of a model; of one in Unity Catalog also as SQL writes it, with back quotes. */
export const nameOf = (words: string) => modelName.describe(words).register(READINGS, { reading: "sql-name" });
/** A model in Unity Catalog can also be given in parts. */
export const namedModel = (words: string) =>
  modelName.describe(words).register(READINGS, { reading: "sql-name", shape: "catalog.schema.model" });
export const name = namedModel("Model name");
/** The platform's other names for it. */
export const nameAliases = { full_name: "name", model_name: "name" } as const;
export const ALIASES_INSTEAD = "Unity Catalog uses aliases instead: set_model_alias.";
// Enforced but not advertised: a pattern or a list in every schema would cost every caller context.
export const version = z
  .string()
  .refine((text) => /^\d{1,18}$/.test(text), 'must be a number in quotes, e.g. "3"')
  .describe('Version number, e.g. "3"');
export const stage = z
  .string()
  .refine((text) => STAGES.some((one) => one === text), `must be one of ${STAGES.join(", ")}`)
  .describe(`Target stage: ${STAGES.join(", ")}`);
export const words = z.string().min(1).max(10_000);
export const comment = words.optional().describe("Comment");

/** A model or one of its versions, for a question: `main.ml.churn version 3`. */
export const modelInWords = (name: string, version?: string): string =>
  version === undefined ? oneLine(name) : `${oneLine(name)} version ${version}`;

/**
 * Requires a model of the workspace registry.
 *
 * @throws {ToolError} For a Unity Catalog model, which does not have `feature`; `next` names the alternative.
 */
export function requireWorkspaceModel(name: string, feature: string, next: string): void {
  if (isUnityName(name)) throw new ToolError(`Unity Catalog models have no ${feature}; nothing was sent.`, { next });
}

/** Tags of a model or version in Unity Catalog, which neither the tags API nor the SDK's routes reach. */
export const MODEL_TAGS =
  'Use MLflow in execute_command: MlflowClient(registry_uri="databricks-uc").set_registered_model_tag(name, key, value), or set_model_version_tag and delete_registered_model_tag.';

/**
 * Requires a Unity Catalog model.
 *
 * @throws {ToolError} For a model of the workspace registry, which does not have `feature`; `next` names the alternative.
 */
export function requireUnityModel(name: string, feature: string, next: string): void {
  if (isUnityName(name)) return;
  throw new ToolError(`Only Unity Catalog models (catalog.schema.model) have ${feature}; nothing was sent.`, { next });
}
