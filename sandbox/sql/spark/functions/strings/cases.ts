import { STRING } from "../../data-types.ts";
import type { FunctionDefinition } from "../contract.ts";
import { inTypeScript, scalar, typed } from "../define.ts";
import { reversed } from "./characters.ts";

/** The first letter of each word in upper case. Only a space separates words. */
function initcap(text: string): string {
  return text
    .toLowerCase()
    .split(" ")
    .map((word) => {
      const [first = "", ...rest] = Array.from(word);
      return titleCase(first) + rest.join("");
    })
    .join(" ");
}

/** Some letters have a form for titles: `ǆ` becomes `ǅ`, and `ß` becomes `Ss`. */
function titleCase(letter: string): string {
  const digraphs = "ǄǅǆǇǈǉǊǋǌǱǲǳ";
  const at = digraphs.indexOf(letter);
  if (letter !== "" && at >= 0) return digraphs.charAt(at - (at % 3) + 1);
  const [first = "", ...rest] = Array.from(letter.toUpperCase());
  return first + rest.join("").toLowerCase();
}

/** Case of letters, and the order of characters. */
export const caseFunctions: readonly FunctionDefinition[] = [
  inTypeScript("lower lcase", "str", [STRING], STRING, (text: string) => text.toLowerCase()),
  inTypeScript("upper ucase", "str", [STRING], STRING, (text: string) => text.toUpperCase()),
  inTypeScript("initcap", "str", [STRING], STRING, initcap),
  scalar("reverse", "expr", ([expr = typed(STRING, "NULL")], context, name) => {
    if (expr.type.kind === "array") return typed(expr.type, `list_reverse(${expr.sql})`);
    const text = context.coerce(expr, STRING, { function: name, index: 0 });
    return context.call(name, [text], STRING, reversed);
  }),
];
