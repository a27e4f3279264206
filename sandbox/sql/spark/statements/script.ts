import { sqlFailure } from "../../engine/duckdb-errors.ts";
import { SqlFailure, unsupported } from "../../engine/failure.ts";
import { compileExpression, compileTopQuery } from "../analysis/compile.ts";
import { literalOf } from "../analysis/literals.ts";
import { BOOLEAN, struct } from "../data-types.ts";
import type { SessionVariable } from "../metastore/session.ts";
import type { Expression } from "../syntax/ast.ts";
import type { Block, ScriptStatement, Statement } from "../syntax/statements/ast.ts";
import { nothing, type Rows, type StatementContext, textOf } from "./context.ts";
import { evaluated } from "./session.ts";

export type Execute = (statement: Statement, context: StatementContext) => Promise<Rows>;

/** Maximum statements of a script, because a loop may never end. */
const MOST_STEPS = 100_000;

interface Running {
  readonly context: StatementContext;
  readonly execute: Execute;
  result: Rows;
  steps: number;
}

/** Leaves a block or loop, or continues with its next round. */
class Jump extends Error {
  readonly label: string;
  readonly again: boolean;
  constructor(label: string, again: boolean) {
    super(label);
    this.label = label;
    this.again = again;
  }
}

/** Runs a script. Its result is that of the last query. */
export async function runScript(block: Block, context: StatementContext, execute: Execute): Promise<Rows> {
  const running: Running = { context, execute, result: nothing, steps: 0 };
  await runBlock(block, running).catch((error: unknown) => {
    throw error instanceof Jump ? unknownLabel(error) : error;
  });
  return running.result;
}

function unknownLabel({ label, again }: Jump): SqlFailure {
  return new SqlFailure(
    "INVALID_LABEL_USAGE.DOES_NOT_EXIST",
    `The usage of the label \`${label}\` is invalid. Label was used in the ${again ? "ITERATE" : "LEAVE"} statement, but the label does not belong to any surrounding block.`,
    "42K0L",
  );
}

type Handler = Extract<ScriptStatement, { kind: "declare_handler" }>;

async function runBlock({ label, body }: Block, running: Running): Promise<void> {
  const { session } = running.context;
  const outside = new Map<string, SessionVariable | undefined>();
  const handlers: Handler[] = [];
  const states = new Map<string, string>();
  checkDeclarations(body);
  try {
    for (const statement of body) {
      if (statement.kind === "declare_condition")
        states.set(statement.name.toUpperCase(), statement.sqlState ?? "45000");
      else if (statement.kind === "declare_handler") handlers.push(named(statement, states));
      else if (statement.kind === "declare_variable") {
        // A variable of a block hides one of the same name, until the block ends.
        for (const name of statement.names) {
          outside.set(name.toLowerCase(), session.variables.get(name.toLowerCase()));
          session.variables.delete(name.toLowerCase());
        }
        await run(statement, running);
      } else if (!(await handled(statement, handlers, running))) return;
    }
  } catch (error) {
    if (!(error instanceof Jump) || error.again || label?.toLowerCase() !== error.label) throw error;
  } finally {
    for (const [name, value] of outside) {
      if (value === undefined) session.variables.delete(name);
      else session.variables.set(name, value);
    }
  }
}

/** Variables are declared at the start of a block, each once. */
function checkDeclarations(body: readonly ScriptStatement[]): void {
  const names = new Set<string>();
  let started = false;
  for (const statement of body) {
    started ||= !statement.kind.startsWith("declare_");
    if (statement.kind !== "declare_variable") continue;
    for (const name of statement.names) {
      const key = name.toLowerCase();
      if (started)
        throw invalidDeclaration(
          key,
          "ONLY_AT_BEGINNING",
          "Variable can only be declared at the beginning of the compound",
        );
      if (statement.replace)
        throw invalidDeclaration(
          key,
          "REPLACE_LOCAL_VARIABLE",
          "DECLARE OR REPLACE is not supported for local variables",
        );
      if (names.has(key))
        throw new SqlFailure(
          "VARIABLE_ALREADY_EXISTS",
          `Cannot create the variable \`${key}\` because it already exists.\nChoose a different name, or drop or replace the existing variable.`,
          "42723",
        );
      names.add(key);
    }
  }
}

const invalidDeclaration = (name: string, condition: string, reason: string) =>
  new SqlFailure(
    `INVALID_VARIABLE_DECLARATION.${condition}`,
    `Invalid variable declaration. Variable \`${name}\`: ${reason}.`,
    "42K0M",
  );

/** A handler of the block's own conditions, by their states too. */
function named(handler: Handler, states: ReadonlyMap<string, string>): Handler {
  const own = handler.conditions.flatMap((name) => states.get(name) ?? []);
  return own.length === 0 ? handler : { ...handler, conditions: [...handler.conditions, ...own] };
}

/** Runs a statement, and a handler if it fails. Returns whether the block continues. */
async function handled(statement: ScriptStatement, handlers: readonly Handler[], running: Running): Promise<boolean> {
  try {
    await run(statement, running);
    return true;
  } catch (raw) {
    const error = raw instanceof Jump ? raw : sqlFailure(raw);
    const handler =
      error instanceof SqlFailure
        ? handlers.find((one) => one.conditions.some((name) => isOf(error, name)))
        : undefined;
    if (handler === undefined) throw error;
    await runAll(handler.body, running);
    return handler.action === "continue";
  }
}

function isOf({ condition: name, sqlState }: SqlFailure, wanted: string): boolean {
  return wanted === "SQLEXCEPTION" || wanted === sqlState || wanted === name || name.startsWith(`${wanted}.`);
}

async function runAll(body: readonly ScriptStatement[], running: Running): Promise<void> {
  for (const statement of body) await run(statement, running);
}

async function run(statement: ScriptStatement, running: Running): Promise<void> {
  running.steps += 1;
  if (running.steps > MOST_STEPS)
    throw new SqlFailure("SCRIPT_TOO_LONG", `The script ran more than ${MOST_STEPS} statements.`, "54000");
  const context = running.context.next();
  switch (statement.kind) {
    case "block":
      return runBlock(statement.block, running);
    case "if":
      for (const branch of statement.branches)
        if (await holds(branch.condition, context)) return runAll(branch.body, running);
      return runAll(statement.otherwise ?? [], running);
    case "case_statement":
      return runCase(statement, running, context);
    case "while":
      return loop(statement, running, async () => holds(statement.condition, running.context.next()));
    case "repeat": {
      let first = true;
      return loop(statement, running, async () => {
        if (!first) return !(await holds(statement.condition, running.context.next()));
        first = false;
        return true;
      });
    }
    case "loop":
      return loop(statement, running, async () => true);
    case "for":
      return overRows(statement, running, context);
    case "leave":
    case "iterate":
      throw new Jump(statement.label.toLowerCase(), statement.kind === "iterate");
    case "signal":
      throw await signalled(statement, context);
    case "resignal":
    case "declare_condition":
    case "declare_handler":
      throw unsupported("SQL_SCRIPTING", `${statement.kind.replaceAll("_", " ").toUpperCase()} here`);
    default: {
      const result = await running.execute(statement, context);
      if (result.columns.length > 0 || statement.kind === "query") running.result = result;
    }
  }
}

async function holds(expression: Expression, context: StatementContext): Promise<boolean> {
  const { compiler } = context;
  const value = compileExpression(expression, [], "IF", compiler);
  if (value.type.kind !== "boolean")
    throw new SqlFailure(
      "INVALID_BOOLEAN_STATEMENT",
      `Boolean statement is expected in the condition, but ${textOf(expression, context)} was found.`,
      "22546",
    );
  const { sql } = value;
  const [row] = await context.values(`SELECT ${sql}`, [BOOLEAN]);
  return row?.[0] === true;
}

async function runCase(
  { operand, branches, otherwise }: Extract<ScriptStatement, { kind: "case_statement" }>,
  running: Running,
  context: StatementContext,
): Promise<void> {
  for (const { condition: when, body } of branches) {
    const test: Expression =
      operand === undefined ? when : { kind: "binary", span: when.span, operator: "=", left: operand, right: when };
    if (await holds(test, context)) return runAll(body, running);
  }
  return runAll(otherwise ?? [], running);
}

async function loop(
  { label, body }: { readonly label?: string; readonly body: readonly ScriptStatement[] },
  running: Running,
  next: () => Promise<boolean>,
): Promise<void> {
  while (await next()) {
    try {
      await runAll(body, running);
    } catch (error) {
      if (!(error instanceof Jump) || label?.toLowerCase() !== error.label) throw error;
      if (!error.again) return;
    }
  }
}

async function overRows(
  statement: Extract<ScriptStatement, { kind: "for" }>,
  running: Running,
  context: StatementContext,
): Promise<void> {
  const { sql, columns } = compileTopQuery(statement.query, context.compiler);
  const rows = await context.values(
    sql,
    columns.map(({ type }) => type),
  );
  const { variables } = context.session;
  const type = struct(columns.map(({ name, type: kind }) => ({ name, type: kind })));
  const row = statement.variable?.toLowerCase();
  const names = columns.map(({ name }) => name.toLowerCase());
  const before = [...names, ...(row === undefined ? [] : [row])].map((name) => [name, variables.get(name)] as const);
  let at = 0;
  const define = (name: string, value: ReturnType<typeof literalOf>) =>
    variables.set(name, { type: value.type, value, default: value });
  try {
    await loop(statement, running, async () => {
      const values = rows[at];
      if (values === undefined) return false;
      at += 1;
      for (const [index, name] of names.entries())
        define(name, literalOf(values[index] ?? null, columns[index]?.type ?? { kind: "void" }));
      if (row !== undefined) define(row, literalOf(values, type));
      return true;
    });
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) variables.delete(name);
      else variables.set(name, value);
    }
  }
}

async function signalled(
  { condition: name, message }: Extract<ScriptStatement, { kind: "signal" }>,
  context: StatementContext,
): Promise<SqlFailure> {
  const text = message === undefined ? "" : String((await evaluated(message, context)).literal?.value ?? "");
  const state = /^[0-9A-Z]{5}$/.test(name) ? name : "45000";
  return new SqlFailure("USER_RAISED_EXCEPTION", text === "" ? `The condition ${name} was raised.` : text, state);
}
