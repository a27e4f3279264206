import type { AffectedObject, CallFacts } from "./facts.ts";
import { overlap } from "./globs.ts";

/** Why a call is blocked by `--protect`: the pattern, and the object or reason. */
export interface Protection {
  readonly pattern: string;
  readonly because: "named" | "unresolved";
}

/**
 * The first protection that a call touches. Patterns are compared with resolved objects, with everything they are in
 * and, where the call reaches their contents, with everything that could be in them. An unresolved object is blocked as
 * long as any protection is set.
 */
export function protectionOf(patterns: readonly string[], facts: CallFacts): Protection | undefined {
  const [first] = patterns;
  if (first === undefined) return undefined;
  if (facts.unresolved !== undefined) return { pattern: first, because: "unresolved" };
  const pattern = patterns.find((each) => facts.objects.some((object) => isProtected(each, object)));
  return pattern === undefined ? undefined : { pattern, because: "named" };
}

/** `*` in a name of the workspace counts as any text, like everywhere: too much is blocked rather than too little. */
function isProtected(pattern: string, { name, id, matches = [], within = [], contents }: AffectedObject): boolean {
  const own = [...matches, ...[name, id].filter(isGiven).map(String)];
  const around = [...own.flatMap(containersOf), ...within.filter(isGiven)];
  const inside = contents ? own.map((each) => `${each.replace(/\/$/, "")}${contents}*`) : [];
  return (
    [...own, ...around, ...inside].some((each) => overlap(pattern, each)) ||
    holdersOf(pattern).some((holder) => own.some((each) => overlap(holder, each)))
  );
}

/** `main.sales.*` also protects `main.sales` and `main`: a change of the container reaches its contents. */
const holdersOf = (pattern: string): string[] => {
  const container = /^([^*]+)[./]\*$/.exec(pattern)?.[1];
  return container === undefined ? [] : [container, ...containersOf(container)];
};

const isGiven = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined && value !== "";

/** `main.sales.orders` → `main.sales`, `main`; `/Users/a/b` → `/Users/a`, `/Users`, and its last segment `b`. */
function containersOf(name: string): string[] {
  if (name.startsWith("/")) {
    const parts = name.split("/").filter(Boolean);
    return [...parts.slice(0, -1).map((_, index) => `/${parts.slice(0, index + 1).join("/")}`), ...parts.slice(-1)];
  }
  const parts = name.split(".");
  return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join("."));
}
