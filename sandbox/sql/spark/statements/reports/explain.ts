import { SqlFailure } from "../../../engine/failure.ts";
import { NO_ORDER } from "../../analysis/queries/order.ts";
import { completeName } from "../../metastore/session-catalog.ts";
import { currentVersion } from "../../metastore/store.ts";
import { type ExplainMode, explainedQuery } from "../../plans/explain.ts";
import type { Expression, NameParts, Query, Relation } from "../../syntax/ast.ts";
import type { Statement } from "../../syntax/statements/ast.ts";
import { type Rows, type StatementContext, textRows } from "../context.ts";

/** The plan of a statement. An error of its analysis is the plan that Spark shows, not an error of EXPLAIN. */
export function explain(statement: Statement, mode: ExplainMode, context: StatementContext): Rows {
  return textRows(["plan"], [[planText(statement, mode, context)]]);
}

function planText(statement: Statement, mode: ExplainMode, context: StatementContext): string {
  try {
    const query = queryOf(statement);
    const plan = query === undefined ? undefined : explainedQuery(query, mode, context.compiler, rowsIn(context));
    if (statement.kind === "query" && plan !== undefined) return plan;
    const command = `Execute ${commandName(statement)}`;
    if (plan === undefined) return `== Physical Plan ==\n${command}\n`;
    // The plan of what the statement reads is below the command.
    return plan.replace(/(== Physical Plan ==\n)([\s\S]*?)(\n*)$/, (_, title: string, tree: string, end: string) => {
      const [first = "", ...others] = tree.split("\n");
      return `${title}${[command, `+- ${first}`, ...others.map((line) => (line === "" ? "" : `   ${line}`))].join("\n")}${end}`;
    });
  } catch (error) {
    if (!(error instanceof SqlFailure)) throw error;
    return `Error occurred during query planning: \n${error.message}`;
  }
}

/** The query that finds the rows of a statement. */
function queryOf(statement: Statement): Query | undefined {
  switch (statement.kind) {
    case "query":
    case "insert":
      return statement.query;
    case "create_table":
      return "query" in statement ? statement.query : undefined;
    case "update":
    case "delete":
      return everything(target(statement), statement.where);
    case "merge": {
      const unmatched = new Set(statement.clauses.map(({ when }) => when));
      const [both, source] = [unmatched.has("not_matched_by_source"), unmatched.has("not_matched")];
      const join = both ? (source ? "full" : "left") : source ? "right" : "inner";
      const { span, on, source: right } = statement;
      return everything({ kind: "join", span, join, natural: false, left: target(statement), right, on });
    }
    default:
      return undefined;
  }
}

type Changing = Extract<Statement, { kind: "update" | "delete" | "merge" }>;

const target = ({ target: name, alias, span }: Changing): Relation => ({
  kind: "named",
  span,
  name,
  stream: false,
  options: [],
  ...(alias === undefined ? {} : { alias: { name: alias, columns: [] } }),
});

function everything(from: Relation, where?: Expression): Query {
  const { span } = from;
  const items = [{ expression: { kind: "star", span, qualifier: [], except: [] } as const }];
  const select = { kind: "select", span, distinct: false, items, from, windows: [] } as const;
  const body = where === undefined ? select : { ...select, where };
  return { span, recursive: false, commonTables: [], body, order: NO_ORDER };
}

/** Names of commands that are not those of the statement. */
const COMMANDS: Partial<Record<Statement["kind"], string>> = {
  insert: "InsertIntoTableCommand",
  merge: "MergeIntoCommand",
};

const commandName = ({ kind }: Statement): string =>
  COMMANDS[kind] ?? `${kind.replace(/(^|_)([a-z])/g, (_, _start, letter: string) => letter.toUpperCase())}Command`;

function rowsIn({ store, session }: StatementContext): (name: NameParts) => number {
  return (name) => {
    const found = store.findRelation(completeName(name, session));
    return found?.kind === "table" ? currentVersion(found).rows.count : 0;
  };
}
