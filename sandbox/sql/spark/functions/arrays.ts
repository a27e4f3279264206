import { SqlFailure } from "../../engine/failure.ts";
import { isIntegral } from "../analysis/coercion.ts";
import { array, BOOLEAN, INT, STRING, struct, VOID } from "../data-types.ts";
import type { Value } from "../values/value.ts";
import {
  alikeArrays,
  elementOf,
  identity,
  identityInList,
  keyOfMap,
  MOST_ELEMENTS,
  requireTypes,
  tooManyElements,
  unlessNull,
  withElement,
  withoutRepeats,
} from "./collection-types.ts";
import type { FunctionContext, FunctionDefinition, Typed } from "./contract.ts";
import { coerced, NONE, notConstant, scalar, typed, unexpectedInput } from "./define.ts";
import { hasSparkOrder, listWithKeys, sortedList } from "./ordering.ts";
import { exactly, requireOrder, smallInteger } from "./strict.ts";

type Items = readonly Value[];

/** Functions of two arrays that give one without duplicates, in order of first appearance. */
function setFunction(name: string, keep: (left: Items, right: Items) => Items): FunctionDefinition {
  return scalar(name, "array1 array2", (args, context) => {
    const { type, element, both } = alikeArrays(name, args, context);
    requireOrder(name, element, true);
    return context.call(name, both, type, keep);
  });
}

function keysOf(items: Items): ReadonlySet<string> {
  return new Set(items.map(identity));
}

/** The largest or smallest element of an array. */
function extreme(name: string, duckdb: string): FunctionDefinition {
  return scalar(name, "array", (args) => {
    const element = elementOf(name, args, 0);
    requireOrder(name, element);
    const list = args[0]?.sql ?? "NULL";
    if (hasSparkOrder(element)) return typed(element, `${duckdb}(${list})`);
    return typed(element, `struct_extract(${duckdb}(${listWithKeys(element, list)}), 'v')`);
  });
}

/** The position of an index from 1, or from the end when negative. */
function invalidIndex(index: number, size: number): SqlFailure {
  return new SqlFailure(
    "INVALID_ARRAY_INDEX_IN_ELEMENT_AT",
    `The index ${index} is out of bounds. The array has ${size} elements. Use \`try_element_at\` to tolerate accessing element at invalid index and return NULL instead.`,
    "22003",
  );
}

const zeroIndex = () =>
  new SqlFailure(
    "INVALID_INDEX_OF_ZERO",
    "The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has index 1).",
    "22003",
  );

function insertAt(items: Items, position: number, item: Value): Items {
  if (position === 0) throw zeroIndex();
  const at = position > 0 ? position - 1 : items.length + position + 1;
  if (Math.max(at, items.length - at) > MOST_ELEMENTS) throw tooManyElements("array_insert", Math.abs(position));
  if (at < 0) return [item, ...nulls(-at), ...items];
  if (at > items.length) return [...items, ...nulls(at - items.length), item];
  return [...items.slice(0, at), item, ...items.slice(at)];
}

const nulls = (count: number): Items => Array.from({ length: count }, () => null);

function elementAt(args: readonly Typed[], context: FunctionContext, name: string, lenient: boolean): Typed {
  const [container, key] = args;
  if (container === undefined || key === undefined) throw unexpectedInput(name, NONE, 0, '"ARRAY"');
  if (container.type.kind === "map") {
    const wanted = keyOfMap(name, container, key, context);
    return typed(container.type.value, `(${container.sql})[${wanted.sql}]`);
  }
  const element = elementOf(name, args, 0);
  for (const [at, argument] of [container, key].entries())
    if (argument.type.kind === "void") throw unexpectedInput(name, argument, at, at === 0 ? '"ARRAY"' : '"INT"');
  const index = smallInteger(name, key, 1, context);
  return context.call(name, [container, index], element, (items: Items, position: number) => {
    if (position === 0) throw zeroIndex();
    const found = Math.abs(position) > items.length ? undefined : items.at(position > 0 ? position - 1 : position);
    if (found === undefined && !lenient) throw invalidIndex(position, items.length);
    return found ?? null;
  });
}

export const arrayFunctions: readonly FunctionDefinition[] = [
  scalar("array", "...", (args, context, name) => {
    if (args.length === 0) return typed(array(VOID), "[]");
    const { type, args: items } = context.unify(args, name);
    const values = items.map(({ literal }) => literal);
    const whole = values.every((one) => one !== undefined)
      ? { literal: { value: values.map((one) => one.value) } }
      : {};
    return { ...typed(array(type), `[${items.map((item) => item.sql).join(", ")}]`), ...whole };
  }),
  scalar("array_append", "array element", (args, context, name) => {
    const { element, list, item } = withElement(name, args, context);
    return typed(array(element), unlessNull([list], `list_append(${list.sql}, ${item.sql})`));
  }),
  scalar("array_prepend", "array element", (args, context, name) => {
    const { element, list, item } = withElement(name, args, context);
    return typed(array(element), unlessNull([list], `list_prepend(${item.sql}, ${list.sql})`));
  }),
  scalar("array_compact", "array", (args, context, name) => {
    const element = elementOf(name, args, 0);
    const x = context.parameter(element);
    return typed(array(element), `list_filter(${args[0]?.sql}, lambda ${x.sql}: ${x.sql} IS NOT NULL)`);
  }),
  scalar("array_contains", "array value", (args, context, name) => {
    requireTypes(name, args);
    const { element, list, item } = withElement(name, args, context, { widens: true });
    requireOrder(name, element, true);
    return context.call(name, [list, item], BOOLEAN, (items: Items, wanted: Value) => {
      const key = identity(wanted);
      if (items.some((one) => identity(one) === key)) return true;
      return items.includes(null) ? null : false;
    });
  }),
  scalar("array_distinct", "array", (args, context, name) => {
    const element = elementOf(name, args, 0);
    requireOrder(name, element, true);
    return context.call(name, args, array(element), withoutRepeats);
  }),
  setFunction("array_union", (left, right) => withoutRepeats([...left, ...right])),
  setFunction("array_intersect", (left, right) => {
    const keys = new Set(right.map(identityInList));
    return withoutRepeats(left).filter((item) => keys.has(identityInList(item)));
  }),
  setFunction("array_except", (left, right) => {
    const keys = new Set(right.map(identityInList));
    return withoutRepeats(left).filter((item) => !keys.has(identityInList(item)));
  }),
  scalar("array_insert", "array pos element", (args, context, name) => {
    const { element, list, item } = withElement(name, args, context, { elementAt: 2 });
    const position = smallInteger(name, args[1] ?? NONE, 1, context);
    return context.call(
      name,
      [list, position, item],
      array(element),
      (items: Items | null, at: number | null, one: Value) =>
        items === null || at === null ? null : insertAt(items, at, one),
      { seesNulls: true },
    );
  }),
  scalar("array_join", "array delimiter nullReplacement?", (args, context, name) => {
    const [list] = coerced(args, [array(STRING)], context, name);
    const [delimiter, replacement] = args
      .slice(1)
      .map((argument, i) => exactly(name, argument, i + 1, STRING, context));
    if (list === undefined || delimiter === undefined) throw unexpectedInput(name, NONE, 0, '"ARRAY"');
    return context.call(
      `${name}${args.length}`,
      [list, delimiter, ...(replacement === undefined ? [] : [replacement])],
      STRING,
      (items: readonly (string | null)[], between: string, instead?: string) =>
        items
          .map((item) => item ?? instead)
          .filter((item) => item !== undefined)
          .join(between),
    );
  }),
  extreme("array_max", "list_max"),
  extreme("array_min", "list_min"),
  scalar("array_position", "array element", (args, context, name) => {
    const { element, list, item } = withElement(name, args, context);
    requireOrder(name, element, true);
    return typed(
      { kind: "bigint" },
      unlessNull([list, item], `CAST(coalesce(list_position(${list.sql}, ${item.sql}), 0) AS BIGINT)`),
    );
  }),
  scalar("array_remove", "array element", (args, context, name) => {
    const { element, list, item } = withElement(name, args, context);
    requireOrder(name, element, true);
    const x = context.parameter(element);
    const kept = `list_filter(${list.sql}, lambda ${x.sql}: ${x.sql} IS DISTINCT FROM ${item.sql})`;
    return typed(array(element), unlessNull([list, item], kept));
  }),
  scalar("array_repeat", "element count", (args, context, name) => {
    const [item = NONE, times = NONE] = args;
    const count = exactly(name, times, 1, INT, context);
    return context.call(
      name,
      [item, count],
      array(item.type),
      (value: Value, length: number | null) => {
        if (length === null) return null;
        if (length > MOST_ELEMENTS) throw tooManyElements(name, length);
        return Array.from({ length: Math.max(0, length) }, () => value);
      },
      { seesNulls: true },
    );
  }),
  scalar("array_size", "array", (args, _context, name) => {
    elementOf(name, args, 0);
    return typed(INT, `CAST(len(${args[0]?.sql}) AS INTEGER)`);
  }),
  scalar("arrays_overlap", "array1 array2", (args, context, name) => {
    const { element, both } = alikeArrays(name, args, context);
    requireOrder(name, element, true);
    return context.call(name, both, BOOLEAN, (left: Items, right: Items) => {
      const keys = keysOf(right.filter((item) => item !== null));
      if (left.some((item) => item !== null && keys.has(identity(item)))) return true;
      const unsure = left.length > 0 && right.length > 0 && (left.includes(null) || right.includes(null));
      return unsure ? null : false;
    });
  }),
  scalar("flatten", "arrayOfArrays", (args, context, name) => {
    const inner = elementOf(name, args, 0);
    if (inner.kind !== "array") throw unexpectedInput(name, args[0] ?? NONE, 0, '"ARRAY" of "ARRAY"');
    return context.call(name, args, inner, (lists: readonly (Items | null)[]) =>
      lists.includes(null) ? null : lists.flatMap((list) => list ?? []),
    );
  }),
  scalar("get", "array index", (args, context, name) => {
    const element = elementOf(name, args, 0);
    const [list = NONE, position = NONE] = args;
    if (!isIntegral(position.type) && position.type.kind !== "void")
      throw unexpectedInput(name, position, 1, '"INTEGRAL"');
    const index = context.cast(position, INT);
    return typed(element, `CASE WHEN ${index.sql} < 0 THEN NULL ELSE (${list.sql})[${index.sql} + 1] END`);
  }),
  scalar("element_at", "container key", (args, context, name) => elementAt(args, context, name, false)),
  scalar("try_element_at", "container key", (args, context, name) => elementAt(args, context, name, true)),
  scalar("shuffle", "array seed?", (args, context, name) =>
    context.call(
      name,
      args.slice(0, 1),
      array(elementOf(name, args, 0)),
      (items: Items) => {
        const mixed = [...items];
        for (let i = mixed.length - 1; i > 0; i--) {
          const j = Math.floor(Math.random() * (i + 1));
          [mixed[i], mixed[j]] = [mixed[j] ?? null, mixed[i] ?? null];
        }
        return mixed;
      },
      { volatile: true },
    ),
  ),
  scalar("slice", "array start length", (args, context, name) => {
    const element = elementOf(name, args, 0);
    return context.call(
      name,
      coerced(args, [array(element), INT, INT], context, name),
      array(element),
      (items: Items, start: number, length: number) => {
        if (start === 0)
          throw sliceFailure("START", "start", "expected a positive or a negative value for `start`, but got 0");
        if (length < 0)
          throw sliceFailure("LENGTH", "length", `expected \`length\` greater than or equal to 0, but got ${length}`);
        const from = start > 0 ? start - 1 : items.length + start;
        return from < 0 || from >= items.length ? [] : items.slice(from, from + length);
      },
    );
  }),
  scalar("sort_array", "array ascendingOrder?", (args, context, name) => {
    const element = elementOf(name, args, 0);
    requireOrder(name, element);
    const [list = NONE, order = typed(BOOLEAN, "true")] = args;
    const ascending = exactly(name, order, 1, BOOLEAN, context);
    if (args.length > 1 && order.literal === undefined) throw notConstant(name, "ascendingOrder", "BOOLEAN");
    const up = sortedList(element, list.sql, "ASC", "FIRST");
    const down = sortedList(element, list.sql, "DESC", "LAST");
    return typed(array(element), `CASE WHEN ${ascending.sql} THEN ${up} WHEN NOT ${ascending.sql} THEN ${down} END`);
  }),
  scalar("arrays_zip", "...", (args, context, name) => {
    const elements = args.map((_, index) => elementOf(name, args, index));
    const names = args.map((argument, index) => fieldName(argument, index));
    const fields = elements.map((type, index) => ({ name: names[index] ?? `${index}`, type }));
    return context.call(`${name}${args.length}`, args, array(struct(fields)), (...lists: readonly Items[]) => {
      const longest = Math.max(0, ...lists.map((list) => list.length));
      return Array.from({ length: longest }, (_, row) => lists.map((list) => list[row] ?? null));
    });
  }),
];

/** The name of a zipped field: the column it comes from, else its position. */
function fieldName(argument: Typed, index: number): string {
  return argument.column ?? `${index}`;
}

function sliceFailure(kind: string, parameter: string, reason: string): SqlFailure {
  return new SqlFailure(
    `INVALID_PARAMETER_VALUE.${kind}`,
    `The value of parameter(s) \`${parameter}\` in \`slice\` is invalid: ${reason}.`,
    "22023",
  );
}
