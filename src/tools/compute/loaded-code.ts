import { parseDefinition } from "../../api/compute/cluster-policies.ts";
import { outsideSource } from "../../api/compute/libraries.ts";
import { isCredentialName, maskGiven } from "../../api/reference/mask.ts";
import { type CallFacts, type Consequence, say } from "../../core/consent/facts.ts";
import { isEmpty, isRecord } from "../../records.ts";
import { leaves, settingText } from "../admin/granting-fields.ts";

/** A setting that has compute load code, with its value as it is and as a question shows it. */
interface Setting {
  readonly kind: "script" | "image" | "variable" | "library";
  readonly path: string;
  readonly value: unknown;
  readonly shown: unknown;
}

/** Settings that are code, or name the image that all of it comes from. */
const CODE: Readonly<Record<string, Setting["kind"]>> = {
  init_scripts: "script",
  docker_image: "image",
  preloaded_docker_images: "image",
};
const POLICIES = new Set(["definition", "policy_family_definition_overrides"]);
/** Fields of a policy's rule that give a cluster a value. */
const RULE_VALUES = ["value", "values", "defaultValue"];

/** Names of Spark settings whose value is code, or says where to find it. */
const SPARK_CODE =
  /jars|packages|repositories|class|librarypath|javaoptions|opts\b|plugin|listener|extensions|pyfiles|\bfiles\b|archives|python|executorenv|appmasterenv|command|script|module|\.impl$|provider|connection(?:url|drivername)|logstore/i;
/** Values that are options, files with code or classes, under any name. */
const SPARK_VALUE = /^-|\.(?:jar|py|whl|egg|so|sh|zip|tgz|tar\.gz)$|^(?:[a-z_]\w*\.)+[A-Z][\w$]*$/;
/** Classes that a runtime has. */
const BUILT_IN =
  /^(?:org\.apache\.(?:spark|hadoop|hive|parquet|orc|avro)|com\.(?:databricks|amazonaws\.auth)|io\.delta)\.[\w.$]+$/;
/** Options of Java that only set sizes, switches, the time zone or the encoding. */
const PLAIN_OPTION =
  /^-(?:X(?:mx|ms|ss)\d+[kmg]?|XX:(?:[+-]\w+|\w+=\d+[kmg]?)|Duser\.timezone=[\w/+-]+|Dfile\.encoding=[\w-]+)$/i;
/** Names of environment variables that a shell, a loader, an interpreter or an installer reads. */
const LOADS =
  /^(?:LD_|DYLD_|PYTHON|PYSPARK|SPARK|HADOOP|HIVE|JAVA|_JAVA|JDK|JNAME|R_|RPROFILE|PERL|RUBY|NODE_|PIP_|UV_|CONDA|GIT_|MAVEN|IVY|BASH|ENV$|SHELL|IFS$|PS\d$|PROMPT_COMMAND)|PATH$|OPTS$|OPTIONS$|PRELOAD|PROXY$|_(?:HOME|SCRIPT|COMMAND|CMD)$|INDEX_URL/i;
/** The values that runtimes themselves give to such variables. */
const USUAL = /^(?:\/databricks\/python3?\/bin\/python3?|zulu\d{1,2}-ca-(?:amd64|arm64))$/;
/** Variables are exported by a shell, which carries these out. */
const SHELL = /[$`;&|<>\\\n'"]|^\s*-/;
/** Numbers, sizes and switches, which cannot name code. */
const PLAIN = /^(?:[+-]?\d[\d.]{0,30}\s?[a-z%]{0,12}|true|false|)$|^\{\{secrets\/[^}]*\}\}$/i;

const isSparkCode = (name: string, value: string): boolean =>
  value
    .split(/[,;\s]+/)
    .some(
      (part) =>
        ![PLAIN, BUILT_IN, PLAIN_OPTION].some((form) => form.test(part)) &&
        (SPARK_CODE.test(name) || SPARK_VALUE.test(part)),
    );

/** `configuration` of a pipeline also has settings of its own code. */
const isPipelineCode = (name: string, value: string): boolean => /^spark\./.test(name) && isSparkCode(name, value);

const isVariableCode = (name: string, value: string): boolean =>
  !PLAIN.test(value) && !USUAL.test(value) && (SHELL.test(value) || (LOADS.test(name) && !isCredentialName(name)));

const NAMED: Readonly<Record<string, (name: string, value: string) => boolean>> = {
  spark_conf: isSparkCode,
  configuration: isPipelineCode,
  spark_env_vars: isVariableCode,
};

/** Whether a library, or a requirement of an environment, comes from outside the workspace and the default index. */
const isOutside = (library: unknown): boolean =>
  typeof library === "string"
    ? /^\s*-(?![re]\s*\/)|:\/\/|\s@\s|^git\+/i.test(library)
    : isRecord(library) && outsideSource(library) !== undefined;

/** Settings, at any depth, that have compute load code besides a runtime's own and that of tasks. */
function settingsIn(value: unknown, shown: unknown, path: string): Setting[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, at) =>
      settingsIn(item, Array.isArray(shown) ? shown[at] : undefined, `${path}[${at}]`),
    );
  }
  if (!isRecord(value)) return [];
  const masked = isRecord(shown) ? shown : {};
  return Object.entries(value).flatMap(([key, item]): Setting[] => {
    const at = { path: path === "" ? key : `${path}.${key}`, value: item, shown: masked[key] };
    const kind = Object.hasOwn(CODE, key) ? CODE[key] : undefined;
    if (kind) return isEmpty(item) ? [] : [{ kind, ...at }];
    const isCode = Object.hasOwn(NAMED, key) ? NAMED[key] : undefined;
    if (isCode && isRecord(item)) return namedIn(at, isCode);
    if (POLICIES.has(key)) return rulesIn(item, at.path);
    if ((key === "libraries" || key === "dependencies") && Array.isArray(item) && item.some(isOutside)) {
      return [{ kind: "library", ...at, value: item.filter(isOutside), shown: item.filter(isOutside) }];
    }
    return settingsIn(item, masked[key], at.path);
  });
}

const namedIn = (
  { path, value, shown }: Omit<Setting, "kind">,
  isCode: (name: string, value: string) => boolean,
): Setting[] =>
  Object.entries(isRecord(value) ? value : {}).flatMap(([name, one]) => {
    if (!isCode(name, String(one ?? ""))) return [];
    const masked = isRecord(shown) ? shown[name] : undefined;
    return [{ kind: "variable", path: `${path}.${name}`, value: one, shown: readable(name, one, masked) }];
  });

/** The value as the user must see it: it names code, and is hidden only if its name says that it is a credential. */
const readable = (name: string, value: unknown, masked: unknown): unknown =>
  masked === value || isCredentialName(name) || typeof value !== "string" || /\s/.test(value)
    ? masked
    : value.replace(/:\/\/[^/@]*@/g, "://[redacted]@");

/** Rules of a policy that give its clusters such a setting: `{"spark_env_vars.LD_PRELOAD": {"type": "fixed", …}}`. */
function rulesIn(definition: unknown, path: string): Setting[] {
  const rules = typeof definition === "string" ? parseDefinition(definition) : definition;
  if (!isRecord(rules)) return [];
  return Object.entries(rules).flatMap(([attribute, rule]) => {
    const [field = "", ...rest] = attribute.split(".");
    const values = isRecord(rule) ? RULE_VALUES.flatMap((key) => rule[key] ?? []) : [];
    return values.flatMap((value) => {
      const given = { [field]: Object.hasOwn(CODE, field) ? [value] : { [rest.join(".")]: value } };
      return settingsIn(given, maskGiven(given), "").map((one) => ({ ...one, path: `${path}.${attribute}` }));
    });
  });
}

/** Code that settings have compute load, as a part of the facts of a call. */
export interface LoadedCode {
  readonly consequences: Consequence[];
  /** Those that explain what the settings do, without their values. */
  readonly why: Consequence[];
  /** Scripts, images and variables take as much access as code that is run. Libraries are installed with less. */
  readonly access: Pick<CallFacts, "access">;
}

/**
 * The code that settings of compute load on its nodes: init scripts, images, Spark settings and environment variables that
 * name code, and libraries from outside the workspace. They are found at any depth, in clusters, pools, policies, jobs and
 * pipelines.
 *
 * @param current The settings now: what they have already is not new
 */
export function loadedCode(given: unknown, current?: unknown): LoadedCode {
  const known = new Set(settingsIn(current, current, "").map(identity));
  const found = settingsIn(given, maskGiven(given), "").filter((one) => !known.has(identity(one)));
  const has = (kind: Setting["kind"]): boolean => found.some((one) => one.kind === kind);
  const values = found.flatMap(({ path, shown }) => leaves(path, shown));
  const why = [
    ...(has("script") ? [RUNS_AS_ROOT] : []),
    ...(has("variable") ? [DECIDES] : []),
    ...(has("library") ? [OUTSIDE] : []),
  ];
  return {
    consequences: [
      ...values.map(([path, value]) => ({ reason: "identity" as const, text: settingText(path, value) })),
      ...why,
    ],
    why,
    access: found.some(({ kind }) => kind !== "library") ? { access: "destructive" } : {},
  };
}

/** The same setting at another place of a list is the same. */
const identity = ({ path, value }: Setting): string =>
  `${path.replace(/^.*\]\./, "").replace(/^new_cluster\./, "")} ${JSON.stringify(value)}`;

const RUNS_AS_ROOT: Consequence = {
  reason: "identity",
  text: say`Its init scripts run as root on every node from the next start on.`,
};
const DECIDES: Consequence = {
  reason: "identity",
  text: say`These Spark settings and variables decide which code runs on its nodes.`,
};
const OUTSIDE: Consequence = {
  reason: "identity",
  text: say`Libraries from outside the workspace run with the access of the code that uses them.`,
};
