import { READINGS } from "../core/params.ts";
import type { Tool } from "../core/tool.ts";

type Aliases = Readonly<Record<string, string>>;
type Argument = Tool["input"]["shape"][string] | undefined;

/**
 * The tool, which also takes the names that callers try first for the argument that identifies its object: `id` for
 * `dashboard_id`, `share_name` for the `name` of a share, `table` for the `full_name` of a table. Names that the tool gives
 * a meaning of its own keep it.
 */
export function withUsualNames(tool: Tool): Tool {
  const own = (name: string): boolean => name in tool.input.shape || name in (tool.flat?.shape ?? {});
  const usual = Object.entries(usualNames(tool)).filter(([name]) => !own(name));
  return { ...tool, aliases: { ...Object.fromEntries(usual), ...tool.aliases } };
}

function usualNames(tool: Tool): Aliases {
  const { shape } = tool.input;
  const required = Object.keys(shape).filter((name) => !shape[name]?.safeParse(undefined).success);
  const ids = required.filter((name) => name.endsWith("_id"));
  const [id] = ids;
  return {
    // Of several ids, `id` could be any.
    ...(id !== undefined && ids.length === 1 && { id }),
    ...("full_name" in shape && { name: "full_name", ...ofFullName(shape.full_name, "full_name") }),
    ...("name" in shape && { ...suffixed(tool.name, "name"), ...ofFullName(shape.name, "name") }),
    ...("path" in shape && suffixed(tool.name, "path")),
    ...(required.includes("scope") && { scope_name: "scope" }),
    ...(required.includes("branch") && { branch_name: "branch" }),
    ...Object.fromEntries(required.filter((name) => name.endsWith("_name")).map((name) => [stemOf(name), name])),
  };
}

const stemOf = (name: string): string => name.slice(0, -"_name".length);

/** `table` and `table_name`, for the full name of a table. One of any kind is read from its parts (`core/calls/full-names.ts`). */
function ofFullName(schema: Argument, argument: string): Aliases {
  const kind = shapeOf(schema)?.split(".").at(-1);
  return kind === undefined || kind === "column" ? {} : { [kind]: argument, [`${kind}_name`]: argument };
}

function shapeOf(schema: Argument): string | undefined {
  if (schema === undefined) return undefined;
  const inner = (schema as { readonly def: { readonly innerType?: typeof schema } }).def.innerType;
  return READINGS.get(schema)?.shape ?? shapeOf(inner);
}

/** `endpoint_name` and `serving_endpoint_name`, for the `name` that `get_serving_endpoint_logs` takes. */
function suffixed(tool: string, argument: "name" | "path"): Aliases {
  const words = tool.split("_").slice(1);
  const nouns = words.flatMap((_, from) => words.slice(from).map((_, more) => words.slice(from, from + more + 1)));
  return Object.fromEntries(nouns.map((noun) => [`${noun.join("_").replace(/s$/, "")}_${argument}`, argument]));
}
