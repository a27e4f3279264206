import { SqlFailure } from "../../engine/failure.ts";
import { array, BOOLEAN, INT, map, type SparkType, sameType, typeText, VOID } from "../data-types.ts";
import type { Value } from "../values/value.ts";
import { elementOf, entriesOf, identity, unlessNull } from "./collection-types.ts";
import type { Argument, FunctionContext, FunctionDefinition, Lambda, Typed } from "./contract.ts";
import { higherOrder, isLambda, NONE, typed, unexpectedInput } from "./define.ts";
import { entriesSql, mapFromEntries } from "./maps.ts";
import { sortedList } from "./ordering.ts";
import { exactly, requireOrder } from "./strict.ts";

function plain(args: readonly Argument[], index: number, name: string): Typed {
  const argument = args[index];
  if (argument !== undefined && !isLambda(argument)) return argument;
  throw unexpectedInput(name, NONE, index, '"ARRAY"');
}

/** An array or a map. Spark refuses NULL without a type here. */
function collection(args: readonly Argument[], index: number, name: string): Typed {
  const argument = plain(args, index, name);
  if (argument.type.kind === "void") throw unexpectedInput(name, argument, index, '"ARRAY" or "MAP"');
  return argument;
}

function lambdaAt(args: readonly Argument[], index: number, name: string, ...counts: readonly number[]): Lambda {
  const argument = args[index];
  if (!isLambda(argument)) throw unexpectedInput(name, plain(args, index, name), index, '"FUNCTION"');
  if (counts.includes(argument.parameters.length)) return argument;
  throw new SqlFailure(
    "INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH",
    `Invalid lambda function call. A higher order function expects ${counts[0]} arguments, but got ${argument.parameters.length}.`,
    "42K0D",
  );
}

const listOf = (args: readonly Argument[], name: string) => {
  const list = collection(args, 0, name);
  return { list, element: elementOf(name, [list], 0) };
};

/** A condition's lambda must give a boolean. */
function condition(body: Typed, context: FunctionContext, name: string): Typed {
  return exactly(name, body, 1, BOOLEAN, context);
}

/** DuckDB's lambda over an element and, when the lambda has a second parameter, its index from 0. */
function perElement(
  lambda: Lambda,
  element: SparkType,
  context: FunctionContext,
): { readonly head: string; readonly body: Typed } {
  const x = context.parameter(element);
  if (lambda.parameters.length === 1) return { head: `lambda ${x.sql}:`, body: lambda.bind([x]) };
  const i = context.parameter(INT);
  const body = lambda.bind([x, typed(INT, `CAST(${i.sql} - 1 AS INTEGER)`)]);
  return { head: `lambda ${x.sql}, ${i.sql}:`, body };
}

/** `exists` and `forall` over a list of booleans with NULLs for unknown. */
function decided(name: string, found: boolean): FunctionDefinition {
  return higherOrder(name, "expr func", (args, context) => {
    const { list, element } = listOf(args, name);
    const { head, body } = perElement(lambdaAt(args, 1, name, 1), element, context);
    const answers = typed(array(BOOLEAN), `list_transform(${list.sql}, ${head} ${condition(body, context, name).sql})`);
    return context.call(name, [answers], BOOLEAN, (all: readonly (boolean | null)[]) => {
      if (all.includes(found)) return found;
      return all.includes(null) ? null : !found;
    });
  });
}

/**
 * DuckDB reduces a list only to a value of its element type. So the list's elements become pairs of an accumulator and an
 * element, and the accumulator is taken out at the end.
 */
function fold(
  list: Typed,
  element: SparkType,
  start: Typed,
  step: (accumulator: Typed, item: Typed) => string,
  context: FunctionContext,
): string {
  const none = (type: SparkType) => context.cast(NONE, type).sql;
  const x = context.parameter(element);
  const [left, right] = [context.parameter(element), context.parameter(element)];
  const pairs = `list_transform(${list.sql}, lambda ${x.sql}: {'a': ${none(start.type)}, 'e': ${x.sql}})`;
  const next = step(typed(start.type, `${left.sql}.a`), typed(element, `${right.sql}.e`));
  const reduced = `list_reduce(${pairs}, lambda ${left.sql}, ${right.sql}: {'a': ${next}, 'e': ${none(element)}}, {'a': ${start.sql}, 'e': ${none(element)}})`;
  return `(${reduced}).a`;
}

function mapLambda(args: readonly Argument[], name: string, context: FunctionContext) {
  const source = collection(args, 0, name);
  const { key, value } = entriesOf(name, [source], 0);
  const e = context.parameter(VOID);
  const body = lambdaAt(args, 1, name, 2).bind([typed(key, `${e.sql}.key`), typed(value, `${e.sql}.value`)]);
  return { source, key, value, entry: e.sql, body };
}

export const higherOrderFunctions: readonly FunctionDefinition[] = [
  higherOrder("transform", "expr func", (args, context, name) => {
    const { list, element } = listOf(args, name);
    const { head, body } = perElement(lambdaAt(args, 1, name, 1, 2), element, context);
    return typed(array(body.type), `list_transform(${list.sql}, ${head} ${body.sql})`);
  }),
  higherOrder("filter", "expr func", (args, context, name) => {
    const { list, element } = listOf(args, name);
    const { head, body } = perElement(lambdaAt(args, 1, name, 1, 2), element, context);
    return typed(array(element), `list_filter(${list.sql}, ${head} ${condition(body, context, name).sql})`);
  }),
  decided("exists", true),
  decided("forall", false),
  higherOrder("aggregate reduce", "expr start merge finish?", (args, context, name) => {
    const { list, element } = listOf(args, name);
    const start = plain(args, 1, name);
    const merge = lambdaAt(args, 2, name, 2);
    const sql = fold(
      list,
      element,
      start,
      (accumulator, item) => {
        const body = merge.bind([accumulator, item]);
        if (sameType(body.type, start.type) || body.type.kind === "void") return body.sql;
        throw new SqlFailure(
          "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
          `Cannot resolve "${name}" due to data type mismatch: The third parameter requires the "${typeText(start.type).toUpperCase()}" type, however "lambdafunction" has the type "${typeText(body.type).toUpperCase()}".`,
          "42K09",
        );
      },
      context,
    );
    const result = typed(start.type, unlessNull([list], sql));
    if (args[3] === undefined) return result;
    return lambdaAt(args, 3, name, 1).bind([typed(start.type, `(${result.sql})`)]);
  }),
  higherOrder("zip_with", "left right func", (args, context, name) => {
    const lists = [collection(args, 0, name), collection(args, 1, name)] as const;
    const types = [elementOf(name, lists, 0), elementOf(name, lists, 1)] as const;
    const pair = context.parameter(VOID);
    const body = lambdaAt(args, 2, name, 2).bind([
      typed(types[0], `${pair.sql}[1]`),
      typed(types[1], `${pair.sql}[2]`),
    ]);
    const zipped = `list_transform(list_zip(${lists[0].sql}, ${lists[1].sql}), lambda ${pair.sql}: ${body.sql})`;
    return typed(array(body.type), unlessNull(lists, zipped));
  }),
  higherOrder("map_filter", "expr func", (args, context, name) => {
    const { source, key, value, entry, body } = mapLambda(args, name, context);
    const kept = `list_filter(${entriesSql(source)}, lambda ${entry}: ${condition(body, context, name).sql})`;
    return typed(map(key, value), `map_from_entries(${kept})`);
  }),
  higherOrder("transform_values", "expr func", (args, context, name) => {
    const { source, key, entry, body } = mapLambda(args, name, context);
    const changed = `list_transform(${entriesSql(source)}, lambda ${entry}: {'key': ${entry}.key, 'value': ${body.sql}})`;
    return typed(map(key, body.type), `map_from_entries(${changed})`);
  }),
  higherOrder("transform_keys", "expr func", (args, context, name) => {
    const { source, value, entry, body } = mapLambda(args, name, context);
    const changed = `list_transform(${entriesSql(source)}, lambda ${entry}: {'key': ${body.sql}, 'value': ${entry}.value})`;
    return mapFromEntries(name, changed, body.type, value, context);
  }),
  higherOrder("map_zip_with", "map1 map2 func", (args, context, name) => {
    const maps = [plain(args, 0, name), plain(args, 1, name)] as const;
    const [one, two] = [entriesOf(name, maps, 0), entriesOf(name, maps, 1)];
    const { type: key, args: keyTypes } = context.unify([typed(one.key, "NULL"), typed(two.key, "NULL")], name);
    const sides = maps.map((side, i) => context.cast(side, map(key, (i === 0 ? one : two).value)).sql);
    const k = context.parameter(keyTypes[0]?.type ?? key);
    const body = lambdaAt(args, 2, name, 3).bind([
      typed(key, k.sql),
      typed(one.value, `(${sides[0]})[${k.sql}]`),
      typed(two.value, `(${sides[1]})[${k.sql}]`),
    ]);
    const keys = context.call(
      "map_key_union",
      sides.map((side) => typed(array(key), `map_keys(${side})`)),
      array(key),
      unionOfKeys,
    );
    const entries = `list_transform(${keys.sql}, lambda ${k.sql}: {'key': ${k.sql}, 'value': ${body.sql}})`;
    return typed(map(key, body.type), unlessNull(maps, `map_from_entries(${entries})`));
  }),
  higherOrder("array_sort", "expr func?", (args, context, name) => {
    const { list, element } = listOf(args, name);
    if (args[1] === undefined) {
      requireOrder(name, element);
      return typed(array(element), sortedList(element, list.sql, "ASC", "LAST"));
    }
    const compare = lambdaAt(args, 1, name, 2);
    // Insertion into a sorted list, element by element: stable, and the comparator stays an expression of the statement.
    const sorted = fold(
      list,
      element,
      context.cast(typed(array(VOID), "[]"), array(element)),
      (done, item) => {
        const y = context.parameter(element);
        const result = compare.bind([y, item]);
        if (result.type.kind !== "int") throw otherResult(name, result);
        const order = `(${result.sql})`;
        const before = `list_filter(${done.sql}, lambda ${y.sql}: ${order} <= 0)`;
        const after = `list_filter(${done.sql}, lambda ${y.sql}: ${order} > 0)`;
        return `list_concat(${before}, [${item.sql}], ${after})`;
      },
      context,
    );
    return typed(array(element), unlessNull([list], sorted));
  }),
];

function otherResult(name: string, { type }: Typed): SqlFailure {
  return new SqlFailure(
    "DATATYPE_MISMATCH.UNEXPECTED_RETURN_TYPE",
    `Cannot resolve "${name}" due to data type mismatch: The \`lambdafunction\` requires return "INT" type, but the actual is "${typeText(type).toUpperCase()}" type.`,
    "42K09",
  );
}

function unionOfKeys(left: readonly Value[], right: readonly Value[]): readonly Value[] {
  const seen = new Set(left.map(identity));
  return [...left, ...right.filter((key) => !seen.has(identity(key)))];
}
