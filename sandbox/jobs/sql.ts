import type { Fields } from "../http.ts";
import { sparkLiteral } from "../sql/engine/names.ts";
import { type Token, tokenize } from "../sql/engine/tokens.ts";
import type { World } from "../world.ts";
import { tableText } from "./python.ts";

/** The statements of a file or cell with their parameter values. A marker without a value is kept and causes the error. */
export function statementsOf(text: string, parameters: Readonly<Record<string, string>>): readonly string[] {
  const statements: string[] = [];
  let from = 0;
  let current: Token[] = [];
  const close = (end: number) => {
    if (current.length > 0) statements.push(filled(text.slice(from, end), current, from, parameters));
    current = [];
  };
  for (const token of tokenize(text)) {
    if (token.text === ";" && token.kind === "symbol") {
      close(token.start);
      from = token.end;
    } else current.push(token);
  }
  close(text.length);
  return statements;
}

function filled(
  statement: string,
  tokens: readonly Token[],
  offset: number,
  parameters: Readonly<Record<string, string>>,
): string {
  let out = statement;
  for (const { kind, value, start, end } of tokens.toReversed()) {
    if (kind !== "parameter" || !Object.hasOwn(parameters, value)) continue;
    out = out.slice(0, start - offset) + sparkLiteral(parameters[value] ?? "") + out.slice(end - offset);
  }
  return out.trim();
}

const ROWS_SHOWN = 1000;

/** Runs statements one after another and returns the rows of the last one as text. Rejects with the platform's message. */
export async function runStatements(world: World, statements: readonly string[], signal: AbortSignal): Promise<string> {
  let shown = "";
  for (const statement of statements) {
    const { columns, rows } = await world.runSql(statement, signal);
    shown =
      columns.length === 0
        ? ""
        : tableText(
            columns.map(({ name }) => name),
            rows.slice(0, ROWS_SHOWN),
          );
  }
  return shown;
}

/** Replaces `${name}` by its value, also inside text, as the platform does before it parses the source. */
export function replaced(source: string, values: Fields): string {
  return source.replace(/\$\{\s*([\w.-]+)\s*\}/g, (text, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : text,
  );
}
