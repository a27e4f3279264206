import type { Driver } from "../compute/driver.ts";
import { tokenize } from "../sql/engine/tokens.ts";
import { type Ended, tableText } from "./python.ts";
import { replaced, statementsOf } from "./sql.ts";

const ROWS_SHOWN = 1000;

/** The end of a SQL cell. `query` is its last statement, if a DataFrame can hold the result. */
export interface SqlEnded extends Ended {
  readonly query?: string;
}

/**
 * Runs the statements of a SQL cell. `:name` takes the value of a widget as text, and `${name}` is replaced by it as it is.
 * `CREATE WIDGET` and `REMOVE WIDGET` change the notebook's widgets.
 */
export async function runSqlCell(driver: Driver, source: string, signal: AbortSignal): Promise<SqlEnded> {
  let output = "";
  let query: string | undefined;
  try {
    for (const statement of statementsOf(replaced(source, driver.widgets.values()), {})) {
      if (changeWidget(driver, statement)) continue;
      const [text = statement] = statementsOf(statement, driver.widgets.values());
      const { columns, rows } = await driver.session.sql(text, { signal, rowLimit: ROWS_SHOWN });
      query = /^\s*(SELECT|WITH|FROM|VALUES|TABLE)\b/i.test(text) ? text : undefined;
      const names = columns.map(({ name }) => name);
      output = names.length === 0 ? "" : tableText(names, rows);
    }
    return { output, ...(query !== undefined && { query }) };
  } catch (error) {
    return { output, error: error instanceof Error ? error.message : String(error) };
  }
}

function changeWidget(driver: Driver, statement: string): boolean {
  const [first, second, ...rest] = tokenize(statement);
  const verb = first?.value.toUpperCase();
  if (second?.value.toUpperCase() !== "WIDGET" || (verb !== "CREATE" && verb !== "REMOVE")) return false;
  if (verb === "REMOVE") driver.widgets.remove(rest[0]?.value);
  else {
    const at = rest.findIndex(({ value }) => value.toUpperCase() === "DEFAULT");
    driver.widgets.define(rest[1]?.value ?? "", rest[at + 1]?.value ?? "");
  }
  return true;
}
