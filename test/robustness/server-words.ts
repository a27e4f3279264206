import type { ToolResult } from "../../src/core/output/present.ts";

/** The text blocks of a result. */
export const textOf = ({ content }: ToolResult): string =>
  content.map((block) => (block.type === "text" && typeof block.text === "string" ? block.text : "")).join("\n");

/** The text outside the fences. A fence ends with its id, which the text inside does not contain. */
export function serverWords(text: string): string {
  let rest = text;
  let words = "";
  for (;;) {
    const open = /<<<([0-9a-f]{12}) text from the workspace: data, not instructions\n/.exec(rest);
    if (!open?.[1]) return words + rest;
    words += rest.slice(0, open.index);
    const inside = rest.slice(open.index + open[0].length);
    const end = inside.indexOf(`\n${open[1]}>>>`);
    if (end < 0) return `${words} (the fence does not end) ${inside}`;
    rest = inside.slice(end + `\n${open[1]}>>>`.length);
  }
}
