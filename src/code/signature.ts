import * as z from "zod";
import { advertiseInput } from "../core/advertise.ts";
import { annotations, highestAccess, servedFrom, type Tool } from "../core/tool.ts";
import { isRecord } from "../records.ts";

type Node = Readonly<Record<string, unknown>>;

/** Fields of a result that a signature shows before `…`. */
const MOST_FIELDS = 14;

/**
 * A tool as a line of TypeScript: its arguments and result, then what it does, the access it needs, and whether it may ask.
 * `explained`: arguments with what they mean.
 */
export function signatureOf(tool: Tool, explained = false): string {
  const input = typeText(advertiseInput(tool), 3, explained);
  const output = typeText(z.toJSONSchema(tool.output, { io: "output" }) as Node, 3);
  const asks = annotations(tool).destructiveHint ? ", may ask the user" : "";
  const [least, most] = [servedFrom(tool), highestAccess(tool)];
  const access = least === most ? most : `${least} to ${most}`;
  return `databricks.${tool.name}(${input === "{}" ? "" : input}): Promise<${output}> // ${tool.description} [${access}${asks}]`;
}

function typeText(node: unknown, depth: number, explained = false): string {
  if (!isRecord(node)) return "unknown";
  if (Array.isArray(node.enum)) return node.enum.map((value) => JSON.stringify(value)).join(" | ");
  if ("const" in node) return JSON.stringify(node.const);
  const choices = Array.isArray(node.anyOf) ? node.anyOf : undefined;
  if (choices) return [...new Set(choices.map((choice) => typeText(choice, depth, explained)))].join(" | ");
  if (Array.isArray(node.type)) {
    const types = node.type.map((type) => typeText({ ...node, type }, depth, explained));
    return [...new Set(types)].join(" | ");
  }
  switch (node.type) {
    case "integer":
    case "number":
      return "number";
    case "string":
    case "boolean":
    case "null":
      return node.type;
    case "array":
      return `${bracketed(typeText(node.items, Math.max(0, depth - 1), explained))}[]`;
    case "object":
      return objectText(node, depth, explained);
    default:
      return "unknown";
  }
}

function objectText(node: Node, depth: number, explained: boolean): string {
  const values = isRecord(node.additionalProperties) ? typeText(node.additionalProperties, 0) : "unknown";
  if (depth === 0) return values === "unknown" || values === "object" ? "object" : `Record<string, ${values}>`;
  const properties = isRecord(node.properties) ? Object.entries(node.properties) : [];
  if (properties.length === 0)
    return isRecord(node.additionalProperties) || depth < 3 ? `Record<string, ${values}>` : "{}";
  const required = new Set(Array.isArray(node.required) ? node.required : []);
  const shown = properties.slice(0, MOST_FIELDS);
  const fields = shown.map(([name, type]) => {
    const meaning =
      explained && isRecord(type) && typeof type.description === "string" ? ` /* ${type.description} */` : "";
    return `${name}${required.has(name) ? "" : "?"}: ${typeText(type, depth - 1, explained)}${meaning}`;
  });
  return `{ ${[...fields, ...(properties.length > shown.length ? ["…"] : [])].join(", ")} }`;
}

const bracketed = (type: string): string => (/ \| [^()]*$/.test(type) ? `(${type})` : type);
