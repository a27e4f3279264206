import { SqlFailure } from "../../engine/failure.ts";
import { compileTopQuery } from "../analysis/compile.ts";
import type { Statement } from "../syntax/statements/ast.ts";
import { parseStatement } from "../syntax/statements/statement-parser.ts";
import { auditedAction } from "./audit.ts";
import { authorize } from "./authorization.ts";
import { copyInto } from "./changes/copy.ts";
import { insert } from "./changes/insert.ts";
import { merge } from "./changes/merge.ts";
import { createRefreshed, refresh } from "./changes/refresh.ts";
import { remove, truncate, update } from "./changes/update.ts";
import { nothing, type Rows, type StatementContext } from "./context.ts";
import { identifierReader } from "./identifiers.ts";
import { alter } from "./objects/alter.ts";
import { createCatalog, createSchema, createVolume } from "./objects/containers.ts";
import { drop, undrop } from "./objects/drops.ts";
import { comment, grant, showGrants, tag } from "./objects/governance.ts";
import { createFunction } from "./objects/routines.ts";
import { createTable } from "./objects/tables.ts";
import { createView } from "./objects/views.ts";
import { prepared } from "./preparation.ts";
import { describe, describeQuery } from "./reports/describe.ts";
import { explain } from "./reports/explain.ts";
import { analyze, describeDetail, describeHistory, optimize, restore, vacuum } from "./reports/history.ts";
import { listFiles } from "./reports/listing.ts";
import { show } from "./reports/show.ts";
import { runScript } from "./script.ts";
import {
  declareVariable,
  dropVariable,
  immediate,
  into,
  resetOption,
  setOption,
  setTimeZone,
  setVariable,
  use,
} from "./session.ts";

/** Runs a statement, a query or a script. @throws {SqlFailure} */
export async function execute(given: Statement, context: StatementContext): Promise<Rows> {
  const statement = await prepared(given, context);
  authorize(statement, context);
  const rows = await carryOut(statement, context);
  const audited = auditedAction(statement, context);
  if (audited !== undefined) context.services.audit(audited);
  return rows;
}

async function carryOut(statement: Statement, context: StatementContext): Promise<Rows> {
  switch (statement.kind) {
    case "query":
      return context.result(compileTopQuery(statement.query, context.compiler));
    case "insert":
      return insert(statement, context);
    case "update":
      return update(statement, context);
    case "delete":
      return remove(statement, context);
    case "truncate":
      return truncate(statement, context);
    case "merge":
      return merge(statement, context);
    case "copy_into":
      return copyInto(statement, context);
    case "create_table":
      return statement.of === "table" ? createTable(statement, context) : createRefreshed(statement, context);
    case "create_view":
      return statement.of === "materialized_view"
        ? createRefreshed(statement, context)
        : createView(statement, context);
    case "create_function":
      return createFunction(statement, context);
    case "create_catalog":
      return createCatalog(statement, context);
    case "create_schema":
      return createSchema(statement, context);
    case "create_volume":
      return createVolume(statement, context);
    case "drop":
      return drop(statement, context);
    case "undrop":
      return undrop(statement, context);
    case "alter":
      return alter(statement, context);
    case "refresh":
      return refresh(statement, context);
    case "describe":
      return describe(statement, context);
    case "describe_query":
      return describeQuery(statement, context);
    case "describe_history":
      return describeHistory(statement, context);
    case "describe_detail":
      return describeDetail(statement, context);
    case "show":
      return show(statement, context);
    case "list_files":
      return listFiles(statement, context);
    case "explain":
      return explain(await prepared(statement.statement, context), statement.mode, context);
    case "optimize":
      return optimize(statement, context);
    case "vacuum":
      return vacuum(statement, context);
    case "analyze":
      return analyze(statement, context);
    case "restore":
      return restore(statement, context);
    case "repair":
    case "cache":
      return nothing;
    case "grant":
    case "revoke":
      return grant(statement, context);
    case "show_grants":
      return showGrants(statement, context);
    case "comment":
      return comment(statement, context);
    case "tag":
      return tag(statement, context);
    case "use":
      return use(statement, context);
    case "set_option":
      return setOption(statement, context);
    case "reset_option":
      return resetOption(statement, context);
    case "set_time_zone":
      return setTimeZone(statement, context);
    case "set_variable":
      return setVariable(statement, context);
    case "declare_variable":
      return declareVariable(statement, context);
    case "drop_variable":
      return dropVariable(statement, context);
    case "execute_immediate": {
      const { text, parameters } = await immediate(statement, context);
      const inner = context.next({ text, parameters });
      const result = await execute(parseStatement(text, { identifier: identifierReader(inner) }), inner);
      if (statement.into.length === 0) return result;
      await into(statement.into, result, context);
      return nothing;
    }
    case "call_procedure":
      throw new SqlFailure(
        "UNRESOLVED_ROUTINE",
        `Cannot resolve routine \`${statement.name.join("`.`")}\` on search path.`,
        "42883",
      );
    case "script":
      return runScript(statement.block, context, execute);
  }
}
