import { SqlFailure } from "../../../engine/failure.ts";
import { comparedType } from "../../analysis/coercion.ts";
import { incompatible } from "../../analysis/operators/operands.ts";
import { BOOLEAN, DOUBLE, INT, type SparkType, STRING, sameType, typeText } from "../../data-types.ts";
import type { FunctionContext, FunctionDefinition, Typed } from "../contract.ts";
import { inSql, NONE, scalar, typed } from "../define.ts";
import { hasSparkOrder, withKey } from "../ordering.ts";
import { exactly, requireOrder } from "../strict.ts";
import { decodeText } from "../strings/charsets.ts";

const coalesce = (args: readonly Typed[], context: FunctionContext, name: string): Typed => {
  const { type, args: values } = context.unify(args, name);
  return typed(type, `coalesce(${values.map(({ sql }) => sql).join(", ")})`);
};

/** Two values made comparable, with an operator between them. */
function compared(a: Typed, operator: string, b: Typed, context: FunctionContext, name: string): string {
  const type = comparedType(a.type, b.type);
  if (type === undefined) throw incompatible(a, b, { subject: name });
  requireOrder(name, type);
  return `(${[a, b].map((value) => `(${context.cast(value, type).sql})`).join(` ${operator} `)})`;
}

function choose(condition: string, yes: Typed, no: Typed, context: FunctionContext, name: string): Typed {
  const { type, args } = context.unify([yes, no], name);
  return typed(type, `CASE WHEN ${condition} THEN ${args[0]?.sql} ELSE ${args[1]?.sql} END`);
}

function nullIf(a: Typed, b: Typed, context: FunctionContext, name: string): Typed {
  return typed(a.type, `CASE WHEN ${compared(a, "=", b, context, name)} THEN NULL ELSE ${a.sql} END`);
}

/** `decode(expr, search, result, …, default)`. NULL is equal to NULL. */
function decodeCases(args: readonly Typed[], context: FunctionContext, name: string): Typed {
  const [expr = NONE, ...rest] = args;
  const pairs = Math.floor(rest.length / 2);
  const results = Array.from({ length: pairs }, (_, i) => rest[i * 2 + 1] ?? NONE);
  const otherwise = rest.length % 2 === 1 ? rest.at(-1) : undefined;
  const { type, args: values } = context.unify([...results, otherwise ?? NONE], name);
  const cases = results.map((_, i) => {
    const search = rest[i * 2] ?? NONE;
    return `WHEN ${compared(expr, "IS NOT DISTINCT FROM", search, context, name)} THEN ${values[i]?.sql}`;
  });
  return typed(type, `CASE ${cases.join(" ")} ELSE ${values.at(-1)?.sql} END`);
}

function decode(args: readonly Typed[], context: FunctionContext, name: string): Typed {
  if (args.length !== 2) return decodeCases(args, context, name);
  const [bytes = NONE, charset = NONE] = args;
  const values = [
    context.coerce(bytes, { kind: "binary" }, { function: name, index: 0 }),
    context.coerce(charset, STRING, { function: name, index: 1 }),
  ];
  return context.call(name, values, STRING, (value: Uint8Array, code: string) => decodeText(value, code, "decode"));
}

/** The largest or smallest value. NULLs do not count. */
function extreme(name: string): FunctionDefinition {
  return scalar(name, "expr expr ...", (args, context) => {
    const known = args.filter(({ type }) => type.kind !== "void");
    const texts = known.filter(({ type }) => type.kind === "string").length;
    if (texts > 0 && texts < known.length) throw differentTypes(name, args);
    const { type, args: values } = context.unify(args, name);
    requireOrder(name, type);
    if (hasSparkOrder(type)) return typed(type, `${name}(${values.map(({ sql }) => sql).join(", ")})`);
    return typed(type, `struct_extract(${name}(${values.map(withKey).join(", ")}), 'v')`);
  });
}

function differentTypes(name: string, args: readonly Typed[]): SqlFailure {
  const types = args.map(({ type }) => `"${typeText(type).toUpperCase()}"`).join(", ");
  return new SqlFailure(
    "DATATYPE_MISMATCH.DATA_DIFF_TYPES",
    `Cannot resolve "${name}" due to data type mismatch: Input to \`${name}\` should all be the same type, but it's [${types}].`,
    "42K09",
  );
}

const condition = (argument: Typed, context: FunctionContext, name: string): string =>
  exactly(name, argument, 0, BOOLEAN, context).sql;

/** Values that depend on conditions. */
export const conditionFunctions: readonly FunctionDefinition[] = [
  scalar("coalesce", "expr ...", coalesce),
  scalar("nvl ifnull", "expr1 expr2", coalesce),
  scalar("nvl2", "expr1 expr2 expr3", ([test = NONE, yes = NONE, no = NONE], context, name) =>
    choose(`(${test.sql}) IS NOT NULL`, yes, no, context, name),
  ),
  scalar("if iff", "expr1 expr2 expr3", ([test = NONE, yes = NONE, no = NONE], context, name) =>
    choose(condition(test, context, name), yes, no, context, name),
  ),
  scalar("nullif", "expr1 expr2", ([a = NONE, b = NONE], context, name) => nullIf(a, b, context, name)),
  scalar("zeroifnull", "expr", ([expr = NONE], context, name) => coalesce([expr, typed(INT, "0")], context, name)),
  scalar("nullifzero", "expr", ([expr = NONE], context, name) => nullIf(expr, typed(INT, "0"), context, name)),
  scalar("decode", "expr search ...", decode),
  scalar("between", "input lower upper", ([input = NONE, lower = NONE, upper = NONE], context, name) =>
    typed(
      BOOLEAN,
      `(${compared(input, ">=", lower, context, name)} AND ${compared(input, "<=", upper, context, name)})`,
    ),
  ),
  extreme("greatest"),
  extreme("least"),
  scalar("isnull", "expr", ([expr = NONE]) => typed(BOOLEAN, `((${expr.sql}) IS NULL)`)),
  scalar("isnotnull", "expr", ([expr = NONE]) => typed(BOOLEAN, `((${expr.sql}) IS NOT NULL)`)),
  scalar("equal_null", "expr1 expr2", ([a = NONE, b = NONE], context, name) =>
    typed(BOOLEAN, compared(a, "IS NOT DISTINCT FROM", b, context, name)),
  ),
  inSql("isnan", "expr", [DOUBLE], BOOLEAN, (number) => `coalesce(isnan(${number}), false)`),
  scalar("nanvl", "expr1 expr2", ([a = NONE, b = NONE], context, name) => {
    const bothFloats = [a, b].every(({ type }) => sameType(type, { kind: "float" }));
    const type: SparkType = bothFloats ? { kind: "float" } : DOUBLE;
    const [x, y] = [a, b].map((argument, index) => context.coerce(argument, type, { function: name, index }));
    return typed(type, `CASE WHEN isnan(${x?.sql}) THEN ${y?.sql} ELSE ${x?.sql} END`);
  }),
];
