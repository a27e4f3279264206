import { SqlFailure } from "../../engine/failure.ts";
import { commonType, quotedType, widerType } from "../analysis/coercion.ts";
import { hasOrder } from "../analysis/operators/comparison.ts";
import { array, BOOLEAN, INT, map, type SparkType, STRING, struct, VOID } from "../data-types.ts";
import { MapValue, type Value } from "../values/value.ts";
import { elementOf, entriesOf, identity, requireTypes, unlessNull, withElement } from "./collection-types.ts";
import type { FunctionContext, FunctionDefinition, Typed } from "./contract.ts";
import { inPairs, NONE, scalar, typed, unexpectedInput } from "./define.ts";
import { exactly } from "./strict.ts";
import { splitText } from "./strings/regexes.ts";

type Entry = readonly [key: Value, value: Value];

/** A map of these entries; Spark refuses NULL keys and, by default, keys that occur twice. */
function mapOf(entries: Iterable<Entry>): MapValue {
  const seen = new Set<string>();
  const kept: Entry[] = [];
  for (const entry of entries) {
    const [key] = entry;
    if (key === null) throw new SqlFailure("NULL_MAP_KEY", "Cannot use null as map key.", "2200E");
    const text = identity(key);
    if (seen.has(text)) throw duplicate(key);
    seen.add(text);
    kept.push(entry);
  }
  return new MapValue(kept);
}

function duplicate(key: Value): SqlFailure {
  const text = typeof key === "object" ? "of this value" : String(key);
  return new SqlFailure(
    "DUPLICATED_MAP_KEY",
    `Duplicate map key ${text} was found, please check the input data. If you want to remove the duplicated keys, you can set "spark.sql.mapKeyDedupPolicy" to "LAST_WIN" so that the key inserted at last takes precedence.`,
    "23505",
  );
}

const entryType = (key: SparkType, value: SparkType): SparkType =>
  struct([
    { name: "key", type: key },
    { name: "value", type: value },
  ]);

/** Keys are compared, so no part of them is a map or a variant. */
function requireKey(name: string, key: SparkType): void {
  if (hasOrder(key, true)) return;
  throw new SqlFailure(
    "DATATYPE_MISMATCH.INVALID_MAP_KEY_TYPE",
    `Cannot resolve "${name}" due to data type mismatch: The key of map cannot be/contain ${quotedType(key)}.`,
    "42K09",
  );
}

/** The map of a list of key and value structs. */
export function mapFromEntries(
  name: string,
  list: string,
  key: SparkType,
  value: SparkType,
  context: FunctionContext,
): Typed {
  requireKey(name, key);
  const entries = typed(array(entryType(key, value)), list);
  return context.call("map_from_entries", [entries], map(key, value), (pairs: readonly (Entry | null)[]) =>
    pairs.includes(null) ? null : mapOf(pairs.filter((pair) => pair !== null)),
  );
}

/** `map_entries` in DuckDB, whose structs have the fields `key` and `value` as well. */
export const entriesSql = (source: Typed): string => `map_entries(${source.sql})`;

/** Maps brought to one type without strings becoming anything else. */
function alikeMaps(name: string, args: readonly Typed[], context: FunctionContext) {
  const type = args
    .map((argument) => argument.type)
    .reduce<SparkType | undefined>(
      (common, own) => (common && own.kind !== "void" ? widerType(common, own) : undefined),
      args[0]?.type,
    );
  if (type !== undefined) return { type, args: args.map((argument) => context.cast(argument, type)) };
  throw new SqlFailure(
    "DATATYPE_MISMATCH.MAP_CONCAT_DIFF_TYPES",
    `Cannot resolve "${name}" due to data type mismatch: The \`${name}\` should all be of type map, but it's [${args.map((argument) => quotedType(argument.type)).join(", ")}].`,
    "42K09",
  );
}

/** The keys or the values of `map` as one type. */
function unified(args: readonly Typed[], part: "KEY" | "VALUE", context: FunctionContext) {
  const types = args.map(({ type }) => type);
  if (commonType(types) !== undefined) return context.unify(args, "map");
  throw new SqlFailure(
    `DATATYPE_MISMATCH.CREATE_MAP_${part}_DIFF_TYPES`,
    `Cannot resolve "map" due to data type mismatch: The given ${part.toLowerCase()}s of function \`map\` should all be the same type, but they are [${types.map(quotedType).join(", ")}].`,
    "42K09",
  );
}

const mapCreation: FunctionDefinition = scalar("map", "...", (args, context, name) => {
  const [keyArguments, valueArguments] = inPairs(args, name);
  if (args.length === 0) return context.call("map_empty", [], map(VOID, VOID), () => new MapValue([]));
  const keys = unified(keyArguments, "KEY", context);
  const values = unified(valueArguments, "VALUE", context);
  const pairs = keys.args.map((key, i) => `{'key': ${key.sql}, 'value': ${values.args[i]?.sql}}`);
  return mapFromEntries(name, `[${pairs.join(", ")}]`, keys.type, values.type, context);
});

export const mapFunctions: readonly FunctionDefinition[] = [
  mapCreation,
  scalar("map_concat", "...", (args, context, name) => {
    if (args.length === 0) return context.call("map_empty", [], map(VOID, VOID), () => new MapValue([]));
    for (const index of args.keys()) entriesOf(name, args, index);
    const { type, args: maps } = alikeMaps(name, args, context);
    return context.call(`${name}${maps.length}`, maps, type, (...all: readonly MapValue[]) =>
      mapOf(all.flatMap(({ entries }) => entries)),
    );
  }),
  scalar("map_contains_key", "map key", (args, context, name) => {
    requireTypes(name, args);
    const [source = NONE, key = NONE] = args;
    const keys = typed(array(entriesOf(name, args, 0).key), `map_keys(${source.sql})`);
    const { list, item } = withElement(name, [keys, key], context, { widens: true });
    return typed(BOOLEAN, unlessNull([source, item], `list_contains(${list.sql}, ${item.sql})`));
  }),
  scalar("map_entries", "map", (args, context, name) => {
    const { key, value } = entriesOf(name, args, 0);
    const e = context.parameter(entryType(key, value));
    const list = `list_transform(map_entries(${args[0]?.sql}), lambda ${e.sql}: {'key': ${e.sql}.key, 'value': ${e.sql}.value})`;
    return typed(array(entryType(key, value)), list);
  }),
  scalar("map_from_arrays", "keys values", (args, context, name) => {
    const [key, value] = [elementOf(name, args, 0), elementOf(name, args, 1)];
    requireKey(name, key);
    return context.call(name, args, map(key, value), (keys: readonly Value[], values: readonly Value[]) => {
      if (keys.length !== values.length)
        throw new SqlFailure("", "The key array and value array of MapData must have the same length.", "22023");
      return mapOf(keys.map((one, i) => [one, values[i] ?? null]));
    });
  }),
  scalar("map_from_entries", "arrayOfEntries", (args, context, name) => {
    const element = elementOf(name, args, 0);
    if (element.kind !== "struct" || element.fields.length !== 2)
      throw unexpectedInput(name, args[0] ?? NONE, 0, '"ARRAY" of pair "STRUCT"');
    const [key, value] = element.fields;
    requireKey(name, key?.type ?? VOID);
    return context.call(name, args, map(key?.type ?? VOID, value?.type ?? VOID), (pairs: readonly (Entry | null)[]) =>
      pairs.includes(null) ? null : mapOf(pairs.filter((pair) => pair !== null)),
    );
  }),
  scalar("map_keys", "map", (args, _context, name) =>
    typed(array(entriesOf(name, args, 0).key), `map_keys(${args[0]?.sql})`),
  ),
  scalar("map_values", "map", (args, _context, name) =>
    typed(array(entriesOf(name, args, 0).value), `map_values(${args[0]?.sql})`),
  ),
  scalar("str_to_map", "text pairDelim? keyValueDelim?", (args, context, name) => {
    const texts = args.map((argument, index) => exactly(name, argument, index, STRING, context));
    return context.call(
      `${name}${args.length}`,
      texts,
      map(STRING, STRING),
      (text: string, between = ",", inside = ":") =>
        mapOf(
          splitText(name, text, between).map((part) => {
            const [key = "", value = null] = splitText(name, part, inside, 2);
            return [key, value];
          }),
        ),
    );
  }),
  scalar("size cardinality", "expr", (args, _context, name) => {
    const [container = NONE] = args;
    if (container.type.kind === "void") return typed(INT, "CAST(NULL AS INTEGER)");
    if (container.type.kind !== "array" && container.type.kind !== "map")
      throw unexpectedInput(name, container, 0, '("ARRAY" or "MAP")');
    return typed(INT, `CAST(${container.type.kind === "map" ? "cardinality" : "len"}(${container.sql}) AS INTEGER)`);
  }),
];
