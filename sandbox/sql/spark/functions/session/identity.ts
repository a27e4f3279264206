import { unsupported } from "../../../engine/failure.ts";
import { literal } from "../../../engine/names.ts";
import { BIGINT, BOOLEAN, INT, STRING, struct, typeText } from "../../data-types.ts";
import type { FunctionContext, FunctionDefinition, Typed } from "../contract.ts";
import { inSql, scalar } from "../define.ts";
import { exactly } from "../strict.ts";

const text = (value: string): Typed => ({
  type: STRING,
  sql: literal(value),
  literal: { value },
});

const constant = (names: string, value: (context: FunctionContext) => string): FunctionDefinition =>
  scalar(names, "", (_, context) => text(value(context)));

/** Whether the user belongs to a group of a name. The statement has the groups as they are when it is compiled. */
const member = (name: string, of: "workspace" | "account"): FunctionDefinition =>
  scalar(name, "group", ([group = text("")], context) => {
    const names = [...context.groups()[of]].map(literal);
    return { type: BOOLEAN, sql: `(${exactly(name, group, 0, STRING, context).sql} IN (${names.join(", ")}))` };
  });

/** The version of Spark whose semantics the functions have. */
const SPARK_VERSION = "4.0.0";

const VERSION_FIELDS = ["dbr_version", "dbsql_version", "u_build_hash", "r_build_hash"] as const;

/** The user, the session, and the types of expressions. */
export const identityFunctions: readonly FunctionDefinition[] = [
  constant("current_user user session_user", ({ user }) => user),
  member("is_member", "workspace"),
  member("is_account_group_member", "account"),
  constant("current_catalog", ({ catalog }) => catalog),
  constant("current_schema current_database", ({ schema }) => schema),
  constant("version", () => `${SPARK_VERSION} 0000000000000000000000000000000000000000`),
  scalar("current_version", "", () => ({
    type: struct(VERSION_FIELDS.map((name) => ({ name, type: STRING }))),
    sql: "{'dbr_version': NULL::VARCHAR, 'dbsql_version': '2026.30', 'u_build_hash': NULL::VARCHAR, 'r_build_hash': NULL::VARCHAR}",
  })),
  scalar("typeof", "expr", ([expr]) => text(expr === undefined ? "void" : typeText(expr.type))),
  scalar("collation", "expr", ([expr = text("")], context, name) => {
    exactly(name, expr, 0, STRING, context);
    return text("SYSTEM.BUILTIN.UTF8_BINARY");
  }),
  scalar("collate", "expr collationName", ([expr, collation]) => {
    const name = collation?.literal?.value;
    if (expr !== undefined && typeof name === "string" && name.toUpperCase() === "UTF8_BINARY") return expr;
    throw unsupported("COLLATION", `the collation ${String(name)}`);
  }),
  inSql("spark_partition_id", "", [], INT, () => "0"),
  inSql("monotonically_increasing_id", "", [], BIGINT, () => "row_number() OVER () - 1"),
  inSql("input_file_name", "", [], STRING, () => "''"),
  inSql("input_file_block_start input_file_block_length", "", [], BIGINT, () => "-1"),
];
