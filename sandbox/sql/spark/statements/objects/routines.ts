import { SqlFailure } from "../../../engine/failure.ts";
import { compileExpression, compileTopQuery } from "../../analysis/compile.ts";
import type { Field } from "../../analysis/compiler.ts";
import type { SparkType } from "../../data-types.ts";
import type { StoredRoutine } from "../../metastore/objects.ts";
import { commonPlace, completeName } from "../../metastore/session-catalog.ts";
import type { CreateFunction } from "../../syntax/statements/definition-ast.ts";
import { writable } from "../changes/targets.ts";
import { nothing, type Rows, type StatementContext, textOf } from "../context.ts";

export function createFunction(statement: CreateFunction, context: StatementContext): Rows {
  const name = completeName(statement.name, context.session);
  writable(name);
  context.store.schema(name[0], name[1]);
  if (context.store.findRoutine(name) !== undefined) {
    if (statement.mode === "if_not_exists") return nothing;
    if (statement.mode === "create") {
      throw new SqlFailure(
        "ROUTINE_ALREADY_EXISTS",
        `Cannot create the routine \`${name.join("`.`")}\` because a routine of that name already exists.\nChoose a different name, drop or replace the existing routine, or add the IF NOT EXISTS clause to tolerate a pre-existing routine.`,
        "42723",
      );
    }
  }
  const routine: StoredRoutine = {
    kind: "routine",
    id: context.services.uuid(),
    name,
    language: statement.language,
    parameters: statement.parameters.map((parameter) => ({
      name: parameter.name,
      type: parameter.type.type,
      ...(parameter.default === undefined ? {} : { default: textOf(parameter.default, context) }),
      ...(parameter.comment === undefined ? {} : { comment: parameter.comment }),
    })),
    returns: returnsOf(statement, name, context),
    body: bodyOf(statement),
    ...commonPlace(context.session),
    ...(statement.comment === undefined ? {} : { comment: statement.comment }),
    deterministic: statement.deterministic,
    createdAt: context.services.now(),
  };
  context.store.putRoutine(routine);
  return nothing;
}

function bodyOf({ language, body, text }: CreateFunction): StoredRoutine["body"] {
  if (language === "python") return { kind: "python", text };
  return { kind: body !== undefined && "query" in body ? "query" : "expression", text };
}

/** The type that a function returns. The body is analyzed, so that a function that cannot work is not created. */
function returnsOf(
  statement: CreateFunction,
  name: readonly string[],
  { compiler }: StatementContext,
): StoredRoutine["returns"] {
  const { returns, body, parameters } = statement;
  const fields = parameters.map(
    ({ name: parameter, type }): Field => ({
      name: parameter,
      type: type.type,
      sql: "NULL",
      qualifier: [name.at(-1) ?? ""],
    }),
  );
  if (body === undefined) return returns !== undefined && "type" in returns ? returns.type : { kind: "string" };
  if ("expression" in body) {
    const { type } = compileExpression(body.expression, fields, "RETURN", compiler);
    return returns !== undefined && "type" in returns ? returns.type : type;
  }
  const { columns } = compileTopQuery(body.query, compiler, fields);
  if (returns !== undefined && "type" in returns) return returns.type;
  const given = returns?.columns ?? [];
  if (given.length > 0 && given.length !== columns.length) throw arity(name, given.length, columns.length);
  return {
    columns: columns.map(({ name: column, type }, index) => {
      const declared: SparkType | undefined = given[index]?.type?.type;
      return { name: given[index]?.name ?? column, type: declared ?? type };
    }),
  };
}

const arity = (name: readonly string[], wanted: number, found: number) =>
  new SqlFailure(
    "USER_DEFINED_FUNCTIONS.RETURN_COLUMN_COUNT_MISMATCH",
    `The number of columns produced by the RETURN clause (num: ${found}) does not match the number of column names specified by the RETURNS clause (num: ${wanted}) of \`${name.join("`.`")}\`.`,
    "42601",
  );
