import { unsupported } from "../../../engine/failure.ts";
import type { Cursor } from "../cursor.ts";
import { optionsText, properties } from "../option-parser.ts";
import { columnType } from "../type-parser.ts";
import { QUERY_START } from "../words.ts";
import { columnDefinition } from "./column-parser.ts";
import { newName } from "./create-name-parser.ts";
import type { CreateFunction, CreateMode } from "./definition-ast.ts";

/** The part after `CREATE [OR REPLACE] [TEMPORARY] FUNCTION`. */
export function createFunction(cursor: Cursor, start: number, given: CreateMode, temporary: boolean): CreateFunction {
  const { name, mode } = newName(cursor, given);
  const none = cursor.isSymbol("(") && cursor.isSymbol(")", 1);
  if (none) {
    cursor.next();
    cursor.next();
  }
  const parameters = none ? [] : cursor.bracketed(() => parameter(cursor));
  const returns = cursor.take("RETURNS") ? { returns: returned(cursor) } : {};
  const characteristics = characteristicsOf(cursor);
  return {
    kind: "create_function",
    name,
    mode,
    temporary,
    parameters,
    ...returns,
    ...characteristics,
    ...body(cursor, characteristics.language),
    span: cursor.span(start),
  };
}

function parameter(cursor: Cursor): CreateFunction["parameters"][number] {
  const name = cursor.identifier();
  const type = columnType(cursor);
  const value = cursor.take("DEFAULT") ? { default: cursor.grammar.expression(cursor) } : {};
  const comment = cursor.take("COMMENT") ? { comment: cursor.string() } : {};
  return { name, type, ...value, ...comment };
}

function returned(cursor: Cursor): NonNullable<CreateFunction["returns"]> {
  if (!cursor.take("TABLE")) return columnType(cursor);
  return { columns: cursor.isSymbol("(") ? cursor.bracketed(() => columnDefinition(cursor)) : [] };
}

function characteristicsOf(cursor: Cursor) {
  const found: { language: "sql" | "python"; comment?: string; deterministic: boolean } = {
    language: "sql",
    deterministic: true,
  };
  for (;;) {
    if (cursor.take("LANGUAGE")) found.language = cursor.takeAny("SQL", "PYTHON") === "PYTHON" ? "python" : "sql";
    else if (cursor.take("COMMENT")) found.comment = cursor.string();
    else if (cursor.take("NOT", "DETERMINISTIC")) found.deterministic = false;
    else if (cursor.take("DETERMINISTIC") || cursor.take("CONTAINS", "SQL") || cursor.take("READS", "SQL", "DATA"))
      continue;
    else if (cursor.take("DEFAULT", "COLLATION")) cursor.identifier();
    else if (cursor.take("SQL", "SECURITY", "DEFINER") || cursor.take("MODIFIES", "SQL", "DATA")) continue;
    else if (cursor.take("ENVIRONMENT")) environment(cursor);
    else if (cursor.take("PARAMETER", "STYLE") || cursor.take("HANDLER"))
      throw unsupported("PYTHON_UDF", "a handler of a Python function in this workspace. Write its code as the body");
    else return found;
  }
}

/** `(dependencies = '[…]', environment_version = '…')`. */
function environment(cursor: Cursor): void {
  const { dependencies = "[]" } = optionsText(properties(cursor));
  if (!/^\s*\[\s*\]\s*$/.test(dependencies))
    throw unsupported("PYTHON_UDF", "packages of a Python function in this workspace. Use the standard library");
}

function body(cursor: Cursor, language: "sql" | "python"): Pick<CreateFunction, "text" | "body"> {
  if (language === "python" || cursor.isWord("AS")) {
    cursor.expect("AS");
    return { text: cursor.string() };
  }
  cursor.expect("RETURN");
  const { start } = cursor;
  const isQuery = cursor.isAnyWord(QUERY_START) && !cursor.isSymbol("(", 1);
  const found = isQuery ? { query: cursor.grammar.query(cursor) } : { expression: cursor.grammar.expression(cursor) };
  const { end } = cursor.span(start);
  return { body: found, text: cursor.text.slice(start, end) };
}
