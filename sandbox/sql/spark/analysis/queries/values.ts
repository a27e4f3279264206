import { SqlFailure } from "../../../engine/failure.ts";
import { VOID } from "../../data-types.ts";
import type { Expression } from "../../syntax/ast.ts";
import { commonType, inlineType } from "../coercion.ts";
import { type CompiledQuery, type Compiler, type Environment, plainEnvironment } from "../compiler.ts";

/** The expressions of a row. A row that is one `struct(…)` has its fields as columns. */
function cells(row: readonly Expression[]): readonly Expression[] {
  const [only] = row;
  if (only === undefined || row.length > 1) return row;
  if (only.kind === "tuple") return only.items;
  if (only.kind !== "call" || only.name.join(".").toLowerCase() !== "struct" || only.args.length === 0) return row;
  return only.args.map(({ value }) => value);
}

/** `VALUES (1, 'a'), (2, 'b')`: columns col1, col2 … of the types that the rows have in common. */
export function inlineRows(
  rows: readonly (readonly Expression[])[],
  around: Environment,
  compiler: Compiler,
): CompiledQuery {
  const environment = plainEnvironment({ fields: [], outer: around.scope }, "VALUES", around);
  const values = rows.map((row) => cells(row).map((one) => compiler.expression(one, environment)));
  const width = values[0]?.length ?? 0;
  if (values.some((row) => row.length !== width)) {
    throw new SqlFailure(
      "INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH",
      `Invalid inline table. Inline table expected ${width} columns but found ${values.find((row) => row.length !== width)?.length} columns in row ${values.findIndex((row) => row.length !== width)}.`,
      "42000",
    );
  }
  const columns = Array.from({ length: width }, (_, index) => {
    const type = commonType(
      values.map((row) => row[index]?.type ?? VOID),
      inlineType,
    );
    if (type === undefined)
      throw new SqlFailure(
        "INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE",
        `Invalid inline table. Found incompatible types in the column \`col${index + 1}\` for inline table.`,
        "42000",
      );
    return { name: `col${index + 1}`, type, sql: compiler.fresh() };
  });
  const lines = values.map((row) => {
    const texts = row.map((value, index) => compiler.context.cast(value, columns[index]?.type ?? value.type).sql);
    return `(${texts.join(", ")})`;
  });
  const names = columns.map(({ sql }) => sql).join(", ");
  return { columns, sql: `SELECT * FROM (VALUES ${lines.join(", ")}) AS ${compiler.fresh()}(${names})` };
}
