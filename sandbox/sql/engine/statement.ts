import { createTable } from "./create-table.ts";
import { createCursor } from "./cursor.ts";
import { alterTable, commentOn, createSchema, dropSchema, insertOverwrite, useNames } from "./ddl.ts";
import { describe } from "./describe.ts";
import { SqlFailure, syntaxError, unsupported } from "./failure.ts";
import { type Session, withoutMarks } from "./names.ts";
import { type Plan, steps } from "./plan.ts";
import { show } from "./show.ts";
import { type Token, tokenize } from "./tokens.ts";
import { translate } from "./translate.ts";

export interface Planned {
  readonly plan: Plan;
  /** Names of the parameter markers in the statement. */
  readonly parameters: ReadonlySet<string>;
}

/** The columns in which the platform reports the number of affected rows. */
const COUNTS: Readonly<Record<string, readonly string[]>> = {
  insert: ["num_affected_rows", "num_inserted_rows"],
  update: ["num_affected_rows"],
  delete: ["num_affected_rows"],
  merge: ["num_affected_rows"],
};

const READS: ReadonlySet<string> = new Set(["select", "union", "intersect", "except", "values", "subquery"]);
const DEFINITIONS: ReadonlySet<string> = new Set(["create_view", "drop_table", "drop_view", "truncate"]);

/** Databricks statements that this workspace cannot run, by their first words. */
const BEYOND: ReadonlySet<string> = new Set([
  "ANALYZE",
  "BEGIN",
  "CACHE",
  "CALL",
  "CLEAR",
  "CREATE",
  "DECLARE",
  "DENY",
  "DROP",
  "EXECUTE",
  "FSCK",
  "GRANT",
  "LIST",
  "MSCK",
  "OPTIMIZE",
  "PUT",
  "REFRESH",
  "REORG",
  "REPAIR",
  "RESET",
  "RESTORE",
  "REVOKE",
  "UNCACHE",
  "UNDROP",
  "VACUUM",
]);

export function planStatement(text: string, session: Session): Planned {
  const all = tokenize(text);
  const tokens = all.at(-1)?.text === ";" ? all.slice(0, -1) : all;
  if (tokens.length === 0)
    throw new SqlFailure("PARSE_EMPTY_STATEMENT", "Syntax error, unexpected empty statement.", "42617");
  const parameters = new Set(tokens.filter((token) => token.kind === "parameter").map((token) => token.value));
  return { plan: planTokens(tokens, session), parameters };
}

function planTokens(tokens: readonly Token[], session: Session): Plan {
  const cursor = createCursor(tokens);
  if (cursor.take("SHOW")) return show(cursor, session);
  if (cursor.take("DESCRIBE") || cursor.take("DESC")) return describe(cursor, tokens, session);
  if (cursor.take("EXPLAIN")) return explain(tokens.slice(1), session);
  if (cursor.take("USE")) return useNames(cursor, session);
  if (cursor.take("SET"))
    throw new SqlFailure("CONFIG_NOT_AVAILABLE", `Configuration ${tokens[1]?.text ?? ""} is not available.`, "42K0I");
  if (cursor.take("COMMENT", "ON")) return commentOn(cursor, session);
  if (cursor.take("ALTER", "TABLE")) return alterTable(cursor, session);
  if (cursor.take("INSERT", "OVERWRITE")) return insertOverwrite(tokens, session);
  if (cursor.take("CREATE", "SCHEMA") || cursor.take("CREATE", "DATABASE")) return createSchema(cursor, session);
  if (cursor.take("DROP", "SCHEMA") || cursor.take("DROP", "DATABASE")) return dropSchema(cursor, session);
  if (cursor.take("CREATE", "TABLE") || cursor.take("CREATE", "OR", "REPLACE", "TABLE"))
    return createTable(cursor, tokens, session);
  return translated(tokens, session);
}

function translated(tokens: readonly Token[], session: Session): Plan {
  const first = tokens[0]?.text.toUpperCase() ?? "";
  const objects = /^(VIEW|TABLE)$/i.test(tokens[1]?.text ?? "") || /^OR$/i.test(tokens[1]?.text ?? "");
  if (BEYOND.has(first) && !objects) throw unsupported("STATEMENT", `${first} is not available in this workspace`);
  const { kind, sql } = translate(tokens, session);
  if (READS.has(kind)) return { kind: "stream", sql };
  const counts = COUNTS[kind];
  if (counts !== undefined) return { kind: "stream", sql, counts };
  // The other statements of the parser are those of other engines: PRAGMA, ATTACH, COPY … TO, INSTALL.
  if (!DEFINITIONS.has(kind)) throw syntaxError(tokens[0]?.text ?? "");
  return steps(sql);
}

function explain(tokens: readonly Token[], session: Session): Plan {
  const options = /^(EXTENDED|FORMATTED|CODEGEN|COST)$/i.test(tokens[0]?.text ?? "") ? tokens.slice(1) : tokens;
  const inner = planTokens(options, session);
  if (inner.kind !== "stream") throw unsupported("EXPLAIN", "EXPLAIN of this statement");
  return {
    kind: "steps",
    async run(query) {
      const { rows } = await query(`EXPLAIN ${inner.sql}`);
      const text = rows.map((row) => row.at(-1) ?? "").join("\n");
      return {
        columns: [{ name: "plan", type_name: "STRING", type_text: "STRING" }],
        rows: [[`== Physical Plan ==\n${withoutMarks(text)}`]],
      };
    },
  };
}
