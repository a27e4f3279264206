import { SqlFailure } from "../../engine/failure.ts";
import { quote } from "../../engine/names.ts";
import { quotedType } from "../analysis/coercion.ts";
import { INT, type SparkType, sameType, VOID } from "../data-types.ts";
import { elementOf } from "./collection-types.ts";
import type { FunctionContext, FunctionDefinition, GeneratedRows, Typed } from "./contract.ts";
import { generator, NONE, outOfRange, unexpectedInput } from "./define.ts";

/** The rows of an array (`col`) or a map (`key`, `value`), with the position in front when it is asked for. */
function exploded(x: Typed, position: boolean, outer: boolean, context: FunctionContext, name: string): GeneratedRows {
  const at = position ? [{ name: "pos", type: INT }] : [];
  const item = context.parameter(VOID).sql;
  const index = context.parameter(INT).sql;
  const fields = (values: readonly string[]) => {
    const all = position ? [`CAST(${index} - 1 AS INTEGER)`, ...values] : values;
    return `lambda ${item}, ${index}: {${all.map((value, i) => `'c${i}': ${value}`).join(", ")}}`;
  };
  if (x.type.kind === "map") {
    const columns = [...at, { name: "key", type: x.type.key }, { name: "value", type: x.type.value }];
    return {
      columns,
      list: `list_transform(map_entries(${x.sql}), ${fields([`${item}.key`, `${item}.value`])})`,
      outer,
    };
  }
  if (x.type.kind !== "array") throw unexpectedInput(name, x, 0, '("ARRAY" or "MAP")');
  const columns = [...at, { name: "col", type: x.type.element }];
  return { columns, list: `list_transform(${x.sql}, ${fields([item])})`, outer };
}

function inlined(x: Typed, outer: boolean, context: FunctionContext, name: string): GeneratedRows {
  const element = elementOf(name, [x], 0);
  if (element.kind !== "struct") throw unexpectedInput(name, x, 0, '"ARRAY<STRUCT>"');
  const item = context.parameter(element).sql;
  const fields = element.fields.map((field, i) => `'c${i}': ${item}.${quote(field.name)}`);
  return { columns: element.fields, list: `list_transform(${x.sql}, lambda ${item}: {${fields.join(", ")}})`, outer };
}

function otherTypes(type: SparkType, cell: Typed, column: number): SqlFailure {
  return new SqlFailure(
    "DATATYPE_MISMATCH.STACK_COLUMN_DIFF_TYPES",
    `Cannot resolve "stack" due to data type mismatch: The data type of the column (${column}) do not have the same type: ${quotedType(type)} <> ${quotedType(cell.type)}.`,
    "42K09",
  );
}

function stacked(args: readonly Typed[], context: FunctionContext, name: string): GeneratedRows {
  const [count, ...values] = args;
  if (values.length === 0)
    throw new SqlFailure(
      "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
      `The \`${name}\` requires > 1 parameters but the actual number is ${args.length}.`,
      "42605",
    );
  if (count !== undefined && count.type.kind !== "int") throw unexpectedInput(name, count, 0, '"INT"');
  const rows = Number(count?.literal?.value ?? 0);
  if (!Number.isInteger(rows) || rows < 1) {
    throw outOfRange(name, "number of rows must be a positive constant");
  }
  const width = Math.ceil(values.length / rows);
  const columns = Array.from({ length: width }, (_, column) => {
    const cells = Array.from({ length: rows }, (_, row) => values[row * width + column] ?? NONE);
    const type = cells.find((cell) => cell.type.kind !== "void")?.type ?? VOID;
    for (const cell of cells)
      if (cell.type.kind !== "void" && !sameType(cell.type, type)) throw otherTypes(type, cell, column);
    return { type, args: cells.map((cell) => context.cast(cell, type)) };
  });
  const list = Array.from({ length: rows }, (_, row) => {
    const cells = columns.map(({ args: cell }, i) => `'c${i}': ${cell[row]?.sql ?? "NULL"}`);
    return `{${cells.join(", ")}}`;
  });
  const types: readonly SparkType[] = columns.map(({ type }) => type);
  return { columns: types.map((type, i) => ({ name: `col${i}`, type })), list: `[${list.join(", ")}]`, outer: false };
}

export const generatorFunctions: readonly FunctionDefinition[] = [
  ...[false, true].flatMap((outer) => {
    const end = outer ? "_outer" : "";
    return [
      generator(`explode${end}`, "collection", ([x = NONE], context, name) => exploded(x, false, outer, context, name)),
      generator(`posexplode${end}`, "collection", ([x = NONE], context, name) =>
        exploded(x, true, outer, context, name),
      ),
      generator(`inline${end}`, "input", ([x = NONE], context, name) => inlined(x, outer, context, name)),
    ];
  }),
  generator("stack", "n ...", stacked),
];
