import type { AffectedObject, CallFacts } from "./facts.ts";
import { overlap } from "./globs.ts";

/** Why a call is blocked by `--protect`: the pattern, and why it cannot be determined whether an object matches it. */
export interface Protection {
  readonly pattern: string;
  readonly unresolved?: string;
}

/** Comparing names costs time by their length and number. The platform's own are below these limits. */
const MAX_NAME = 4096;
const MAX_PARTS = 64;
const MAX_OBJECTS = 1000;

/**
 * The first protection that a call touches. Patterns are compared with resolved objects, with everything they are in
 * and, where the call reaches their contents, with everything that could be in them. An unresolved object is blocked
 * while a protection is set.
 */
export function protectionOf(patterns: readonly string[], facts: CallFacts): Protection | undefined {
  const [first] = patterns;
  if (first === undefined) return undefined;
  const unresolved = facts.unresolved ?? tooMuch(facts.objects);
  if (unresolved !== undefined) return { pattern: first, unresolved };
  const pattern = patterns.find((each) => facts.objects.some((object) => isProtected(each, object)));
  return pattern === undefined ? undefined : { pattern };
}

function tooMuch(objects: readonly AffectedObject[]): string | undefined {
  if (objects.length > MAX_OBJECTS) return `it names ${objects.length} objects`;
  const names = objects.flatMap(({ name, id, matches = [], within = [] }) => [name, id, ...matches, ...within]);
  const isLong = (name: string) => name.length > MAX_NAME || name.split(/[./]/).length > MAX_PARTS;
  return names.some((name) => isGiven(name) && isLong(String(name))) ? "a name is too long to be compared" : undefined;
}

/** `*` in a name of the workspace matches every text, as in a pattern: too much is blocked rather than too little. */
function isProtected(given: string, object: AffectedObject): boolean {
  const pattern = plainName(given);
  const volume = volumeForm(pattern);
  return overlaps(pattern, object) || (volume !== pattern && holdsVolumes(object) && overlaps(volume, object));
}

/** Objects that a path under /Volumes may name: other objects of a schema have no path. */
const holdsVolumes = ({ kind }: AffectedObject): boolean => /^(volume|schema|catalog)s?$/.test(kind);

function overlaps(pattern: string, { name, id, matches = [], within = [], contents }: AffectedObject): boolean {
  const own = [...matches, ...[name, id].filter(isGiven).map(String)].map(plainName);
  const around = [...own, ...within.filter(isGiven).map(plainName)].flatMap((each) => [...containersOf(each), each]);
  const inside = contents ? own.map((each) => `${each.replace(/\/$/, "")}${contents}*`) : [];
  return (
    [...around, ...inside].some((each) => overlap(pattern, each)) ||
    inside.some((each) => overlap(volumeForm(pattern), each)) ||
    holdersOf(pattern).some((holder) => own.some((each) => overlap(holder, each)))
  );
}

/**
 * A name in one form, wherever it comes from: `/Workspace/Users/a` is `/Users/a`, `dbfs:/a` is `/a`, and a full name has
 * neither quotes nor blanks around its parts, which `call_api` would pass on as they are. `spark_catalog` is the Hive
 * metastore.
 */
const plainName = (name: string): string =>
  /^(dbfs:)?\//i.test(name)
    ? name
        .replace(/^dbfs:/i, "")
        .replace(/\/{2,}/g, "/")
        .replace(/^\/Workspace(?=\/)/i, "")
        .replace(/(?<=.)\/$/, "")
    : name
        .replaceAll("`", "")
        .replace(/\s*\.\s*/g, ".")
        .trim()
        .replace(/^spark_catalog(?=\.|$)/i, "hive_metastore");

/** A path in a volume by the volume's name: `/Volumes/main/raw/landing/a.csv` → `main.raw.landing/a.csv`. */
const volumeForm = (path: string): string =>
  path.replace(/^\/Volumes\/([^/]+)(?:\/([^/]+)(?:\/([^/]+))?)?/i, (_, ...parts: unknown[]) =>
    parts.slice(0, 3).filter(isGiven).join("."),
  );

/** `main.sales.*` also protects `main.sales` and `main`: a change of the container reaches its contents. */
const holdersOf = (pattern: string): string[] => {
  const container = /^([^*]+)[./]\*$/.exec(pattern)?.[1];
  return container === undefined ? [] : [container, ...containersOf(container)];
};

const isGiven = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined && value !== "";

/**
 * `main.sales.orders` → `main.sales`, `main`; `/Users/a/b` → `/Users/a`, `/Users`, and its last segment `b`; of a path in
 * a volume also the volume, its schema and its catalog.
 */
function containersOf(name: string): string[] {
  if (name.startsWith("/")) {
    const parts = name.split("/").filter(Boolean);
    const folders = parts.slice(0, -1).map((_, index) => `/${parts.slice(0, index + 1).join("/")}`);
    const [volume = ""] = /^\/Volumes\//i.test(name) ? volumeForm(name).split("/") : [];
    return [...folders, ...parts.slice(-1), ...(volume === "" ? [] : [volume, ...containersOf(volume)])];
  }
  const parts = name.split(".");
  return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join("."));
}
