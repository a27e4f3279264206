import { SqlFailure } from "../../engine/failure.ts";
import { literal } from "../../engine/names.ts";
import { type StructField, struct, VOID } from "../data-types.ts";
import type { FunctionDefinition, Typed } from "./contract.ts";
import { inPairs, scalar, typed } from "./define.ts";

/** DuckDB SQL of a struct with these fields. */
function structSql(fields: readonly StructField[], values: readonly Typed[]): string {
  const entries = fields.map(({ name }, i) => `${literal(name)}: ${values[i]?.sql ?? "NULL"}`);
  return `{${entries.join(", ")}}`;
}

function makeStruct(fields: readonly StructField[], values: readonly Typed[]): Typed {
  return typed(struct(fields), structSql(fields, values));
}

export const structFunctions: readonly FunctionDefinition[] = [
  scalar("struct", "...", (args) =>
    makeStruct(
      args.map((argument, i) => ({ name: argument.column ?? `col${i + 1}`, type: argument.type })),
      args,
    ),
  ),
  scalar("named_struct", "...", (args, _context, name) => {
    const [names, values] = inPairs(args, name);
    const fields = names.map(({ literal }, i) => {
      if (typeof literal?.value === "string") return { name: literal.value, type: values[i]?.type ?? VOID };
      throw new SqlFailure(
        "DATATYPE_MISMATCH.CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING",
        `Cannot resolve "${name}" due to data type mismatch: Only foldable \`STRING\` expressions are allowed to appear at odd position.`,
        "42K09",
      );
    });
    return makeStruct(fields, values);
  }),
];
