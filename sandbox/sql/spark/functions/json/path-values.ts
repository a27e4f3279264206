import { isArray, type JsonNode, JsonObject } from "../../values/json/node.ts";
import { nodeText } from "../../values/json/node-text.ts";
import type { PathStep } from "../../values/json/path.ts";

/** How a value found at the end of a path is written. */
type Style = "raw" | "quoted" | "flat";

/** The text of `get_json_object`: a string without quotes, other values as JSON; `null` if there is nothing at the path. */
export function valueAt(node: JsonNode, steps: readonly PathStep[]): string | null {
  const found = evaluate(node, steps, "raw");
  return found === undefined ? null : found.join(",");
}

/**
 * The texts found, or `undefined` for none. One element found by a wildcard is returned alone, several as an array; two wildcards in
 * a row flatten. Both come from Hive.
 */
function evaluate(node: JsonNode, steps: readonly PathStep[], style: Style): readonly string[] | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return ending(node, style);
  if (step === "any field") return undefined;
  if (step !== "all" && "field" in step) {
    if (!(node instanceof JsonObject)) return undefined;
    for (const [key, value] of node.entries) {
      if (key !== step.field || value === null) continue;
      const found = evaluate(value, rest, style);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isArray(node)) return undefined;
  if (step !== "all") {
    const item = node[step.index];
    if (item === undefined) return undefined;
    return evaluate(item, rest, rest[0] === "all" ? "quoted" : style);
  }
  return everyElement(node, rest, style);
}

function everyElement(
  node: readonly JsonNode[],
  rest: readonly PathStep[],
  style: Style,
): readonly string[] | undefined {
  const collect = (steps: readonly PathStep[], next: Style) => {
    const found = node.map((item) => evaluate(item, steps, next)).filter((texts) => texts !== undefined);
    return { texts: found.flat(), count: found.length };
  };
  if (rest[0] === "all") {
    const { texts, count } = collect(rest.slice(1), "flat");
    return count > 0 ? [`[${texts.join(",")}]`] : undefined;
  }
  if (style === "quoted") {
    const { texts, count } = collect(rest, "quoted");
    return count > 0 ? [`[${texts.join(",")}]`] : undefined;
  }
  const { texts, count } = collect(rest, style === "flat" ? "flat" : "quoted");
  if (count === 0) return undefined;
  return count > 1 ? [`[${texts.join(",")}]`] : [texts.join(",")];
}

function ending(node: JsonNode, style: Style): readonly string[] | undefined {
  if (style === "raw" && typeof node === "string") return [node];
  if (style === "flat" && isArray(node)) {
    const found = node.map((item) => ending(item, style)).filter((texts) => texts !== undefined);
    return found.length > 0 ? found.flat() : undefined;
  }
  return [nodeText(node)];
}
