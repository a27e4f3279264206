import { isRecord, recordOf } from "../../records.ts";
import { type BundleFile, BundleProblem } from "./files.ts";
import { type ConfigFields, hasContent, mergeConfig, recordIn } from "./values.ts";

export type BundleMode = "development" | "production" | undefined;

/** The configuration of a bundle for one of its targets. */
export interface TargetConfig {
  readonly name: string;
  readonly target: string;
  readonly mode: BundleMode;
  /** The value of each variable. */
  readonly variables: ConfigFields;
  readonly config: ConfigFields;
}

/** Parts of a bundle that only the CLI deploys. */
const ONLY_CLI = ["artifacts", "python", "scripts", "experimental"];
/** Parts that a target replaces or adds to. */
const BY_TARGET = ["bundle", "workspace", "variables", "resources", "presets", "permissions", "run_as", "sync"];

/** @throws {BundleProblem} if the files or the choice do not fit together */
export function readTarget(
  files: readonly BundleFile[],
  choice: { readonly target?: string | undefined; readonly variables: ConfigFields },
): TargetConfig {
  const whole = mergedFiles(files);
  const [target, overrides] = targetOf(whole, choice.target);
  const parts = Object.fromEntries(BY_TARGET.flatMap((part) => (part in overrides ? [[part, overrides[part]]] : [])));
  const { variables: ofTarget, ...others } = parts;
  const config = recordOf(mergeConfig(whole, others));
  const bundle = recordIn(config, "bundle");
  const name = typeof bundle.name === "string" && bundle.name !== "" ? bundle.name : undefined;
  if (name === undefined) throw new BundleProblem("bundle.name is missing.");
  const mode = modeOf(overrides.mode ?? bundle.mode);
  const variables = variablesOf(recordIn(config, "variables"), recordOf(ofTarget), choice.variables);
  return { name, target, mode, variables, config };
}

function mergedFiles(files: readonly BundleFile[]): ConfigFields {
  const whole = files.reduce<unknown>((merged, { config }) => mergeConfig(merged, config), {});
  if (!isRecord(whole)) throw new BundleProblem("The bundle is not a map.");
  for (const part of ONLY_CLI) {
    if (hasContent(whole[part])) {
      throw new BundleProblem(`${part} needs the Databricks CLI: deploy this bundle with databricks bundle deploy.`);
    }
  }
  return whole;
}

/** The chosen target, or the default one, or the only one. */
function targetOf(config: ConfigFields, wanted: string | undefined): [name: string, target: ConfigFields] {
  const targets = Object.entries(recordIn(config, "targets"));
  const list = targets.map(([name]) => name).join(", ");
  if (wanted !== undefined) {
    const found = targets.find(([name]) => name === wanted);
    if (!found) throw new BundleProblem(`The bundle has no target ${wanted}. It has: ${list || "none"}.`);
    return [wanted, recordOf(found[1])];
  }
  if (targets.length === 0) return ["default", {}];
  const preferred = targets.filter(([, target]) => recordOf(target).default === true);
  const [one] = preferred.length > 0 ? preferred : targets;
  if (!one || preferred.length > 1 || (preferred.length === 0 && targets.length > 1)) {
    throw new BundleProblem(`The bundle has several targets; choose one of: ${list}.`);
  }
  return [one[0], recordOf(one[1])];
}

function modeOf(mode: unknown): BundleMode {
  if (mode === undefined || mode === null) return undefined;
  if (mode === "development" || mode === "production") return mode;
  throw new BundleProblem(`mode must be development or production, not ${String(mode)}.`);
}

/** The value of each variable: as given, else of the target, else its default. */
function variablesOf(declared: ConfigFields, ofTarget: ConfigFields, given: ConfigFields): ConfigFields {
  for (const name of [...Object.keys(ofTarget), ...Object.keys(given)]) {
    if (!(name in declared)) throw new BundleProblem(`The bundle declares no variable ${name}.`);
  }
  return Object.fromEntries(
    Object.entries(declared).map(([name, declaration]) => {
      const { default: fallback, lookup } = recordOf(declaration);
      const override = ofTarget[name];
      const value =
        given[name] ?? (isRecord(override) && "default" in override ? override.default : override) ?? fallback;
      if (value !== undefined) return [name, value];
      const why = lookup === undefined ? "has no value" : "looks up an object, which needs the Databricks CLI";
      throw new BundleProblem(`Variable ${name} ${why}: give it in variables.`);
    }),
  );
}
