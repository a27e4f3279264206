import { SqlFailure } from "../../../engine/failure.ts";
import { array, INTERVAL, type SparkType, struct, TIMESTAMP } from "../../data-types.ts";
import type { Typed } from "../../functions/contract.ts";
import type { Call, Expression, GroupingItem, Select } from "../../syntax/ast.ts";
import { floorDivide, MICROS_PER_DAY } from "../../values/calendar.ts";
import { CalendarInterval } from "../../values/value.ts";
import { isInterval, isTimestamp } from "../coercion.ts";
import { type Compiler, type Environment, plainEnvironment } from "../compiler.ts";
import { arithmetic } from "../operators/arithmetic.ts";
import { keyOf } from "./keys.ts";
import { derived, extended, type Rows } from "./rows.ts";

/**
 * The rows with the windows of GROUP BY: `session_window(…)`, and `window(…)` whose windows overlap, so that a row is in several.
 * The windows become a column, which the SELECT then names instead.
 */
export function withTimeWindows(
  select: Select,
  rows: Rows,
  around: Environment,
  compiler: Compiler,
): { readonly select: Select; readonly rows: Rows } {
  if (select.groupBy?.kind !== "items") return { select, rows };
  const call = select.groupBy.items.map(windowCall).find((one) => one !== undefined);
  if (call === undefined) return { select, rows };
  const name = nameOf(call);
  const environment = plainEnvironment({ fields: rows.fields, outer: around.scope }, "GROUP BY", around);
  const others = select.groupBy.items.flatMap((item) =>
    item.kind === "expression" && item.expression !== call ? [compiler.expression(item.expression, environment)] : [],
  );
  const windows =
    name === "session_window"
      ? sessions(call, rows, others, environment, compiler)
      : overlapping(call, rows, environment, compiler);
  const field = { ...windows.value, name, qualifier: [] };
  const key = keyOf(call, environment.scope);
  const named: Expression = { kind: "name", span: call.span, parts: [name] };
  const replaced = substitute(select, (inner) => (keyOf(inner, environment.scope) === key ? named : undefined));
  return { select: replaced, rows: { from: windows.from, fields: [...rows.fields, field] } };
}

const nameOf = (call: Call): string => call.name.at(-1)?.toLowerCase() ?? "";

/** The call, if the item is one that needs rows of its own. Windows that follow each other are an ordinary function. */
function windowCall(item: GroupingItem): Call | undefined {
  if (item.kind !== "expression" || item.expression.kind !== "call") return undefined;
  const name = nameOf(item.expression);
  if (name === "session_window" && item.expression.args.length === 2) return item.expression;
  return name === "window" && item.expression.args.length > 2 ? item.expression : undefined;
}

/** The same tree with other expressions in some places. */
function substitute<Tree>(tree: Tree, replacement: (expression: Expression) => Expression | undefined): Tree {
  if (Array.isArray(tree)) return tree.map((item) => substitute(item, replacement)) as Tree;
  if (typeof tree !== "object" || tree === null || Object.getPrototypeOf(tree) !== Object.prototype) return tree;
  const other = isCall(tree) ? replacement(tree) : undefined;
  if (other !== undefined) return other as Tree;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, substitute(value, replacement)])) as Tree;
}

const isCall = (value: object): value is Call => "kind" in value && value.kind === "call";

interface Windows {
  readonly from: string;
  readonly value: Typed;
}

const windowType = (time: SparkType): SparkType =>
  struct([
    { name: "start", type: time },
    { name: "end", type: time },
  ]);

/** The time column, as a timestamp. */
function timeOf(call: Call, environment: Environment, compiler: Compiler): Typed {
  const [first] = call.args;
  const time = first && compiler.expression(first.value, environment);
  if (time === undefined) throw wrongDuration(call);
  return isTimestamp(time.type) ? time : compiler.context.coerce(time, TIMESTAMP, { function: nameOf(call), index: 0 });
}

/** Rows of one session are those that begin before the session has ended. A row extends its session to its own end. */
function sessions(
  call: Call,
  rows: Rows,
  others: readonly Typed[],
  environment: Environment,
  compiler: Compiler,
): Windows {
  const time = timeOf(call, environment, compiler);
  const gap = call.args[1] && compiler.expression(call.args[1].value, environment);
  if (gap === undefined) throw wrongDuration(call);
  const length = isInterval(gap.type) ? gap : compiler.context.cast(gap, INTERVAL);
  const { parsing, context } = compiler;
  const until = arithmetic("+", time, length, { parsing, call: context.call, subject: nameOf(call) });
  const [start, end, begins, session] = [1, 2, 3, 4].map(() => compiler.fresh());
  const keys = others.map(() => compiler.fresh());
  const timed = extended(
    rows,
    [
      `${time.sql} AS ${start}`,
      `${until.sql} AS ${end}`,
      ...others.map(({ sql }, index) => `${sql} AS ${keys[index]}`),
    ],
    compiler,
  );
  const partition = (by: readonly (string | undefined)[]) => (by.length === 0 ? "" : `PARTITION BY ${by.join(", ")} `);
  const earlier = `(${partition(keys)}ORDER BY ${start} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`;
  const marked = derived(
    `SELECT *, CASE WHEN ${start} <= max(${end}) OVER ${earlier} THEN 0 ELSE 1 END AS ${begins} FROM ${timed} WHERE ${start} < ${end}`,
    compiler,
  );
  const numbered = derived(
    `SELECT *, sum(${begins}) OVER (${partition(keys)}ORDER BY ${start} ROWS UNBOUNDED PRECEDING) AS ${session} FROM ${marked}`,
    compiler,
  );
  const window = compiler.fresh();
  const own = `(${partition([...keys, session])})`;
  const bounds = `struct_pack("start" := min(${start}) OVER ${own}, "end" := max(${end}) OVER ${own})`;
  const from = derived(`SELECT *, ${bounds} AS ${window} FROM ${numbered}`, compiler);
  return { from, value: { type: windowType(time.type), sql: window, column: "session_window" } };
}

function overlapping(call: Call, rows: Rows, environment: Environment, compiler: Compiler): Windows {
  const time = timeOf(call, environment, compiler);
  const [size = 0n, slide = 0n, start = 0n] = call.args
    .slice(1)
    .map(({ value }) => micros(call, compiler.expression(value, environment), compiler));
  if (size <= 0n || slide <= 0n || slide > size) throw wrongDuration(call);
  const list = compiler.context.call(
    `windows ${size} ${slide} ${start}`,
    [time],
    array(windowType(time.type)),
    (at: bigint) => {
      const found: (readonly [bigint, bigint])[] = [];
      const last = floorDivide(at - start, slide) * slide + start;
      for (let from = last; from > at - size; from -= slide) found.unshift([from, from + size]);
      return found;
    },
  );
  const window = compiler.fresh();
  const from = extended(rows, [`unnest(${list.sql}) AS ${window}`], compiler);
  return { from, value: { type: windowType(time.type), sql: window, column: "window" } };
}

/** Microseconds of a duration such as `10 minutes`. */
function micros(call: Call, value: Typed, { context }: Compiler): bigint {
  const interval = isInterval(value.type) ? value : context.cast(value, INTERVAL);
  const known = interval.literal?.value;
  if (typeof known === "bigint") return known;
  if (known instanceof CalendarInterval && known.months === 0)
    return known.micros + BigInt(known.days) * MICROS_PER_DAY;
  throw wrongDuration(call);
}

function wrongDuration(call: Call): SqlFailure {
  return new SqlFailure(
    "DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION",
    `Cannot resolve "${nameOf(call)}" due to data type mismatch: The durations must be constant, greater than zero and without months, and the slide at most the window.`,
    "42K09",
  );
}
