import { invalid } from "../failure.ts";
import type { Fields } from "../http.ts";

type Test = (fields: Fields) => boolean;

const CLAUSE = /^\s*(\w+)\s+(eq|ne|co|sw)\s+(?:"((?:[^"\\]|\\.)*)"|(true|false))\s*/i;

/** `userName eq "ana@example.com" and displayName co "an"`; `and` binds tighter than `or`, case does not matter. */
export function scimFilter(text: string | undefined): Test {
  if (text === undefined || text.trim() === "") return () => true;
  const alternatives: Test[][] = [[]];
  let rest = text;
  for (;;) {
    const found = CLAUSE.exec(rest);
    if (!found) return invalid(`Invalid filter expression: ${text}`);
    const [whole, attribute = "", operator = "", quoted, word] = found;
    alternatives.at(-1)?.push(clause(attribute, operator.toLowerCase(), quoted ?? word ?? ""));
    rest = rest.slice(whole.length);
    if (rest === "") return (fields) => alternatives.some((all) => all.every((test) => test(fields)));
    const joint = /^(and|or)\b/i.exec(rest)?.[0];
    if (joint === undefined) return invalid(`Invalid filter expression: ${text}`);
    if (joint.toLowerCase() === "or") alternatives.push([]);
    rest = rest.slice(joint.length);
  }
}

function clause(attribute: string, operator: string, wanted: string): Test {
  const value = wanted.replace(/\\(.)/g, "$1").toLowerCase();
  return (fields) => {
    const actual = String(fields[attribute] ?? "").toLowerCase();
    if (operator === "eq") return actual === value;
    if (operator === "ne") return actual !== value;
    return operator === "co" ? actual.includes(value) : actual.startsWith(value);
  };
}
