import type { NameParts } from "../syntax/ast.ts";

/** A column of a table or view that a statement reads. */
export interface Origin {
  readonly relation: NameParts;
  readonly column: string;
}

/** Text, a quoted name, a word, a bracket or a comma of DuckDB SQL. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|[A-Za-z_]\w*|[(),]/g;

/**
 * The columns from which an expression of a compiled query takes its values. Each column has a name of its own in the
 * statement, so that `expression AS "c7"` is found anywhere in it.
 */
export function originsOf(expression: string, sql: string, known: ReadonlyMap<string, Origin>): readonly Origin[] {
  const definitions = definitionsIn(sql);
  const found = new Map<string, Origin>();
  const seen = new Set<string>();
  const visit = (names: Iterable<string>) => {
    for (const name of names) {
      if (seen.has(name)) continue;
      seen.add(name);
      const origin = known.get(name);
      if (origin !== undefined) found.set(`${origin.relation.join(".")}.${origin.column}`, origin);
      else for (const parts of definitions.get(name) ?? []) visit(parts);
    }
  };
  visit(namesIn(expression));
  return [...found.values()];
}

const namesIn = (sql: string): readonly string[] => (sql.match(TOKEN) ?? []).filter((token) => token.startsWith('"'));

/** The names in each expression that has a name. Both sides of a set operation give theirs the same names. */
function definitionsIn(sql: string): ReadonlyMap<string, readonly (readonly string[])[]> {
  const definitions = new Map<string, (readonly string[])[]>();
  // The names in the items that are open: one for each bracket.
  const open: string[][] = [[]];
  let named = false;
  for (const [token] of sql.matchAll(TOKEN)) {
    const item = open.at(-1) ?? [];
    const word = token.toUpperCase();
    if (token === "(") open.push([]);
    else if (token === ")") {
      const inner = open.pop() ?? [];
      open.at(-1)?.push(...inner);
    } else if (token === "," || word === "SELECT" || word === "DISTINCT" || word === "FROM") item.length = 0;
    else if (word === "AS") named = true;
    else if (token.startsWith('"')) {
      if (named) definitions.set(token, [...(definitions.get(token) ?? []), [...item]]);
      else item.push(token);
    }
    if (word !== "AS") named = false;
  }
  return definitions;
}
