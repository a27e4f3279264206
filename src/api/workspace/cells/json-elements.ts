/** The position of a value in JSON text, `to` excluded. */
export interface JsonSpan {
  readonly from: number;
  readonly to: number;
}

/** The position of the value of `name` in an object. `json` must be valid JSON. */
export function memberOf(json: string, name: string): JsonSpan | undefined {
  let at = space(json, 0);
  if (json[at] !== "{") return undefined;
  at = space(json, at + 1);
  while (json[at] === '"') {
    const keyEnd = valueEnd(json, at);
    const key: unknown = JSON.parse(json.slice(at, keyEnd));
    const from = space(json, space(json, keyEnd) + 1);
    const to = valueEnd(json, from);
    if (key === name) return { from, to };
    at = space(json, to);
    if (json[at] === ",") at = space(json, at + 1);
  }
  return undefined;
}

/** The positions of the elements of the array `name` in an object, and of the first character inside its brackets. */
export function elementsOf(
  json: string,
  name: string,
): { readonly open: number; readonly elements: JsonSpan[] } | undefined {
  const array = memberOf(json, name);
  if (array === undefined || json[array.from] !== "[") return undefined;
  return { open: array.from + 1, elements: elements(json, array.from) };
}

function elements(json: string, open: number): JsonSpan[] {
  const found: JsonSpan[] = [];
  let at = space(json, open + 1);
  while (at < json.length && json[at] !== "]") {
    const to = valueEnd(json, at);
    found.push({ from: at, to });
    at = space(json, to);
    if (json[at] === ",") at = space(json, at + 1);
  }
  return found;
}

/** The position after the value that begins at `at`. */
function valueEnd(json: string, at: number): number {
  let depth = 0;
  for (let i = at; i < json.length; i++) {
    const character = json[i] ?? "";
    if (character === '"') i = stringEnd(json, i);
    else if (character === "{" || character === "[") depth += 1;
    else if (depth > 0 && (character === "}" || character === "]")) depth -= 1;
    else if (depth > 0 || !/[\s,}\]]/.test(character)) continue;
    else return i;
    if (depth === 0) return i + 1;
  }
  return json.length;
}

function stringEnd(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end !== -1; end = json.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (json[end - 1 - backslashes] === "\\") backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return json.length;
}

function space(json: string, at: number): number {
  let end = at;
  while (" \t\r\n".includes(json[end] ?? "x")) end += 1;
  return end;
}
