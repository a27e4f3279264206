import { SqlFailure } from "../../../engine/failure.ts";
import { array, BINARY, INT, type SparkType, STRING, typeText } from "../../data-types.ts";
import type { FunctionContext, FunctionDefinition, Typed } from "../contract.ts";
import { NONE, scalar, typed } from "../define.ts";

const typeName = (type: SparkType): string => `"${(type.kind === "void" ? "void" : typeText(type)).toUpperCase()}"`;

/** `concat`: strings, binaries, or arrays of one type. */
function concat(args: readonly Typed[], context: FunctionContext, name: string): Typed {
  if (args.length === 0) return typed(STRING, "''");
  if (args.some(({ type }) => type.kind === "array")) return concatArrays(args, context, name);
  const binary = args.every(({ type }) => type.kind === "binary");
  const type = binary ? BINARY : STRING;
  const parts = args.map((argument, index) => context.coerce(argument, type, { function: name, index }));
  const sql = `(${parts.map((part) => part.sql).join(" || ")})`;
  const open = parts.filter(({ literal }) => literal === undefined);
  const constants = parts.map(({ literal }) => literal?.value);
  if (constants.every((value) => typeof value === "string"))
    return { type, sql, literal: { value: constants.join("") } };
  if (open.length === 0 || (open.length === 1 && sql.length < SHORT)) return typed(type, sql);
  const inTypeScript = joinedInTypeScript(parts, type, context);
  if (sql.length > REPEATABLE) return inTypeScript;
  // Strings that DuckDB makes are outside its memory limit, so long ones are made by a function that has one.
  const size = parts.map((part) => (binary ? `octet_length(${part.sql})` : `strlen(${part.sql})`)).join(" + ");
  return typed(type, `CASE WHEN ${size} > ${LONG} THEN ${inTypeScript.sql} ELSE ${sql} END`);
}

/** SQL of a concatenation that is repeated to check its size, and one with literals too short to matter. */
const REPEATABLE = 2000;
const SHORT = 300;
const LONG = 65_536;

function joinedInTypeScript(parts: readonly Typed[], type: SparkType, context: FunctionContext): Typed {
  return context.call(`concat${parts.length}`, parts, type, (...values: (string & Uint8Array)[]) =>
    type.kind === "binary" ? new Uint8Array(Buffer.concat(values)) : values.join(""),
  );
}

function concatArrays(args: readonly Typed[], context: FunctionContext, name: string): Typed {
  const other = args.find(({ type }) => type.kind !== "array");
  if (other !== undefined) throw differentTypes(name, args);
  const { type, args: lists } = context.unify(args, name);
  const nulls = lists.map(({ sql }) => `(${sql}) IS NULL`).join(" OR ");
  const joined = lists.map(({ sql }) => sql).reduce((left, right) => `list_concat(${left}, ${right})`);
  return typed(type, `CASE WHEN ${nulls} THEN NULL ELSE ${joined} END`);
}

function differentTypes(name: string, args: readonly Typed[]): SqlFailure {
  const names = args.map(({ type }) => typeName(type.kind === "void" ? STRING : type)).join(" or ");
  return new SqlFailure(
    "DATATYPE_MISMATCH.DATA_DIFF_TYPES",
    `Cannot resolve "${name}" due to data type mismatch: Input to \`${name}\` should all be the same type, but it's (${names}).`,
    "42K09",
  );
}

const isNested = ({ kind }: SparkType): boolean => kind === "array" || kind === "map" || kind === "struct";

/** `concat_ws`: strings and arrays of strings, without NULLs. */
function concatWithSeparator(args: readonly Typed[], context: FunctionContext, name: string): Typed {
  const [first = NONE, ...rest] = args;
  const separator = context.coerce(first, STRING, { function: name, index: 0 });
  if (rest.length === 0) return typed(STRING, `CASE WHEN ${separator.sql} IS NOT NULL THEN '' END`);
  const parts = rest.map((argument, i) =>
    argument.type.kind === "array" && !isNested(argument.type.element)
      ? context.cast(argument, array(STRING))
      : context.coerce(argument, STRING, { function: name, index: i + 1 }),
  );
  if (parts.every(({ type }) => type.kind === "string")) return typed(STRING, joinedTexts(separator, parts, context));
  return joinedAll(separator, parts, context);
}

function joinedTexts(separator: Typed, parts: readonly Typed[], context: FunctionContext): string {
  const sql = `concat_ws(${separator.sql}, ${parts.map((part) => part.sql).join(", ")})`;
  const inTypeScript = joinedAll(separator, parts, context).sql;
  if (sql.length > REPEATABLE) return inTypeScript;
  const sizes = parts.map((part) => `coalesce(strlen(${part.sql}), 0)`).join(" + ");
  return `CASE WHEN ${parts.length} * strlen(${separator.sql}) + ${sizes} > ${LONG} THEN ${inTypeScript} ELSE ${sql} END`;
}

function joinedAll(separator: Typed, parts: readonly Typed[], context: FunctionContext): Typed {
  return context.call(
    "concat_ws",
    [separator, ...parts],
    STRING,
    (between: string | null, ...values: readonly (string | null | readonly (string | null)[])[]) =>
      between === null
        ? null
        : values
            .flat()
            .filter((value) => value !== null)
            .join(between),
    { seesNulls: true },
  );
}

function elt(args: readonly Typed[], context: FunctionContext, name: string): Typed {
  const [first = typed(INT, "NULL"), ...rest] = args;
  const index = context.coerce(first, INT, { function: name, index: 0 });
  const binary = rest.length > 0 && rest.every(({ type }) => type.kind === "binary");
  const type = binary ? BINARY : STRING;
  const values = rest.map((argument, i) => context.coerce(argument, type, { function: name, index: i + 1 }));
  return context.call(
    name,
    [index, ...values],
    type,
    (at: number | null, ...choices: readonly (string | Uint8Array | null)[]) => {
      if (at === null) return null;
      if (at >= 1 && at <= choices.length) return choices[at - 1] ?? null;
      throw new SqlFailure(
        "INVALID_ARRAY_INDEX",
        `The index ${at} is out of bounds. The array has ${choices.length} elements. Use the SQL function \`get()\` to tolerate accessing element at invalid index and return NULL instead.`,
        "22003",
      );
    },
    { seesNulls: true },
  );
}

/** Functions that concatenate values. */
export const joinFunctions: readonly FunctionDefinition[] = [
  scalar("concat", "...", concat),
  scalar("concat_ws", "sep ...", concatWithSeparator),
  scalar("elt", "n input ...", elt),
];
