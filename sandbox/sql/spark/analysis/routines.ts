import { SqlFailure } from "../../engine/failure.ts";
import type { Typed } from "../functions/contract.ts";
import type { Call } from "../syntax/ast.ts";
import type { KnownRoutine } from "./catalog.ts";
import type { Compiler, Environment, Field } from "./compiler.ts";

/** The value of a scalar function of Unity Catalog, or undefined if no function has the name. */
export function callRoutine(call: Call, environment: Environment, compiler: Compiler): Typed | undefined {
  const routine = compiler.catalog.routine(call.name);
  if (routine === undefined || "table" in routine.returns) return undefined;
  const fields = routineArguments(call, routine, environment, compiler);
  const { name, parameters, returns } = routine;
  if ("kind" in routine.body) {
    const { id, text, deterministic } = routine.body;
    return compiler.context.python({ id, name, parameters, returns, body: text, deterministic }, fields);
  }
  const body = compiler.within(routine.catalog).query(routine.body, {
    scope: { fields },
    commonTables: new Map(),
    windows: new Map(),
    clause: "SELECT",
    allowsWindows: false,
  });
  const [column] = body.columns;
  if (column === undefined) return undefined;
  return compiler.context.cast({ type: column.type, sql: `(SELECT ${column.sql} FROM (${body.sql}))` }, returns);
}

/** The arguments as the columns that the body of a function names. */
export function routineArguments(
  call: Call,
  routine: KnownRoutine,
  environment: Environment,
  compiler: Compiler,
): readonly Field[] {
  if (call.args.length > routine.parameters.length) throw wrongCount(call, routine);
  const name = routine.name.at(-1) ?? "";
  return routine.parameters.map((parameter, index) => {
    const given =
      call.args.find((argument) => argument.name?.toLowerCase() === parameter.name.toLowerCase()) ??
      (call.args[index]?.name === undefined ? call.args[index] : undefined);
    const expression = given?.value ?? parameter.fallback;
    if (expression === undefined) throw wrongCount(call, routine);
    const value = compiler.context.cast(compiler.expression(expression, environment), parameter.type);
    return { type: value.type, sql: value.sql, name: parameter.name, qualifier: [name] };
  });
}

function wrongCount(call: Call, routine: KnownRoutine): SqlFailure {
  return new SqlFailure(
    "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
    `The \`${call.name.at(-1)?.toLowerCase()}\` requires ${routine.parameters.length} parameters but the actual number is ${call.args.length}.`,
    "42605",
  );
}
