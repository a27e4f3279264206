import { code } from "../generate/markdown.ts";

export interface Example {
  readonly args: Readonly<Record<string, unknown>>;
  readonly answer: string;
}

const LINES = 30;
/** Characters that fit into the column of text. */
const WIDTH = 68;

/** A tool's answer as a block: JSON with line breaks, anything else as the model reads it, and both cut after some lines. */
export function shownAnswer(answer: string, lines = LINES): string {
  const json = parsed(answer);
  return json === undefined ? code("text", cut(answer, lines)) : shownJson(json, lines);
}

/** A value as a block of JSON, cut after some lines. */
export const shownJson = (value: unknown, lines = LINES): string => code("json", cut(pretty(value), lines));

function cut(text: string, lines: number): string {
  const all = text.trimEnd().split("\n");
  const shown = all.slice(0, lines);
  const rest = all.length - shown.length;
  if (rest > 0) shown.push(`… ${rest} more lines`);
  return fenceSafe(shown.join("\n"));
}

/** A longer fence would be needed for text that contains one. */
const fenceSafe = (text: string): string => text.replaceAll("```", "'''");

function parsed(text: string): unknown {
  if (!/^[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Like `JSON.stringify` with two spaces, but short objects and lists stay on one line. */
function pretty(value: unknown, indent = ""): string {
  const flat = JSON.stringify(value);
  if (value === null || typeof value !== "object") return flat;
  if (indent.length + flat.length <= WIDTH && indent !== "") return spaced(value);
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => deeper + pretty(item, deeper)).join(",\n")}\n${indent}]`;
  }
  if (Object.values(value).every((item) => item === null || typeof item !== "object")) return filled(value, indent);
  const fields = Object.entries(value).map(([key, item]) => `${deeper}${JSON.stringify(key)}: ${pretty(item, deeper)}`);
  return `{\n${fields.join(",\n")}\n${indent}}`;
}

/** Simple fields fill the lines, so that a row of a list takes few of them. */
function filled(value: object, indent: string): string {
  const fields = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${JSON.stringify(item)}`);
  const lines: string[] = [];
  for (const field of fields) {
    const last = lines.at(-1);
    if (last === undefined || indent.length + last.length + field.length > WIDTH) lines.push(field);
    else lines.splice(-1, 1, `${last}, ${field}`);
  }
  return `{\n${lines.map((line) => `${indent}  ${line}`).join(",\n")}\n${indent}}`;
}

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${spaced(item)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}
