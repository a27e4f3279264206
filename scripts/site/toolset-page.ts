import { describeTool } from "../../src/core/described.ts";
import { highestAccess, servedFrom, type Tool, type Toolset } from "../../src/core/tool.ts";
import { table } from "../generate/markdown.ts";
import type { ToolReach } from "../generate/operations.ts";
import { type Example, shownAnswer, shownJson } from "./shown.ts";

/** The part of a JSON Schema that a table of arguments shows. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** `tools/<id>.md`: every tool of a toolset with its arguments, and a call that a test makes. */
export function toolsetPage(
  toolset: Toolset,
  tools: readonly Tool[],
  examples: Readonly<Record<string, Example>>,
  reach: ToolReach,
): string {
  return [
    "---",
    `title: ${JSON.stringify(toolset.title)}`,
    `description: ${JSON.stringify(toolset.summary)}`,
    "editLink: false",
    "pageClass: toolset",
    "---",
    "",
    `# ${toolset.title}`,
    "",
    toolset.summary,
    "",
    served(toolset),
    "",
    "The examples are calls that the tests make in the [embedded workspace](../embedded-workspace.md). Long answers are cut, and the lines that mark text from the workspace are left out.",
    "",
    ...tools.map((tool) => section(tool, examples[tool.name], reach[tool.name]?.asks ?? [])),
  ].join("\n");
}

function served({ id, default: isDefault, presets = {} }: Toolset): string {
  const how =
    isDefault === true
      ? "Served by default."
      : isDefault === "read"
        ? `Its read tools are served by default, and all of them with \`--toolsets default,${id}\`.`
        : `Served with \`--toolsets default,${id}\`.`;
  const names = Object.entries(presets).map(([preset, all]) => `\`${preset}\`${all === "read" ? " (read tools)" : ""}`);
  return names.length === 0 ? how : `${how} Presets: ${names.join(", ")}.`;
}

function section(tool: Tool, example: Example | undefined, asks: readonly string[]): string {
  const schema: Schema = JSON.parse(JSON.stringify(describeTool(tool).inputSchema));
  const [least, most] = [servedFrom(tool), highestAccess(tool)];
  const access = least === most ? least : `${least} to ${most}`;
  const consent = asks.length === 0 ? "" : ` · asks the user because of ${asks.join(", ")}`;
  return [
    `## ${tool.name}`,
    "",
    `<Badge type="${most === "read" ? "tip" : most === "write" ? "info" : "warning"}" text="${access}" /> ${tool.title}${consent}`,
    "",
    escaped(tool.description),
    "",
    argumentsOf(schema),
    "",
    ...(example ? shownExample(tool.name, example) : []),
  ].join("\n");
}

function argumentsOf({ properties = {}, required = [] }: Schema): string {
  const rows = Object.entries(properties).map(([name, schema]) => [
    `\`${name}\`${required.includes(name) ? " (required)" : ""}`,
    typeOf(schema),
    [escaped(schema.description ?? ""), rangeOf(schema)].filter(Boolean).join(" "),
  ]);
  return rows.length === 0 ? "It takes no arguments." : table(["Argument", "Type", "Description"], rows);
}

function typeOf({ type, enum: values, items, anyOf }: Schema): string {
  if (values) return values.map((value) => `\`${String(value)}\``).join(", ");
  if (anyOf) return [...new Set(anyOf.map(typeOf))].join(" or ");
  if (items) return `list of ${typeOf(items)}`;
  if (type === undefined) return "any";
  return typeof type === "string" ? type : type.join(" or ");
}

function rangeOf({ minimum, maximum, default: value }: Schema): string {
  // Zod's own limits of whole numbers are not a rule of the tool.
  const isSet = (limit: number | undefined): limit is number => limit !== undefined && Number.isSafeInteger(limit);
  const wide = (limit: number) => Math.abs(limit) === Number.MAX_SAFE_INTEGER;
  const from = isSet(minimum) && !wide(minimum) ? `from ${minimum}` : "";
  const to = isSet(maximum) && !wide(maximum) ? `up to ${maximum}` : "";
  const limits = [from, to].filter(Boolean).join(" ");
  const facts = [limits, value === undefined ? "" : `default \`${JSON.stringify(value)}\``].filter(Boolean);
  return facts.length === 0 ? "" : `(${facts.join("; ")})`;
}

const shownExample = (name: string, { args, answer }: Example): string[] => [
  "**Example**",
  "",
  shownJson({ name, arguments: args }),
  "",
  shownAnswer(answer),
  "",
];

/** Markdown is compiled to a Vue template, in which `<` and `{{` have a meaning. */
const escaped = (text: string): string => text.replaceAll("<", "&lt;").replaceAll("{{", "&#123;&#123;");
