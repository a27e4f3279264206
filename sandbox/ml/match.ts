import { invalid } from "../failure.ts";
import { type Column, type Condition, columnOf, type Vocabulary } from "./filter.ts";
import { tokenize } from "./tokens.ts";

/** The value of a column; `undefined` if the object has none. */
export type Lookup<T> = (item: T, column: Column) => number | string | undefined;

/** Whether every condition is true. A missing value satisfies no condition, not even `!=`; NaN satisfies only `!=`. */
export const matches = <T>(item: T, conditions: readonly Condition[], lookup: Lookup<T>): boolean =>
  conditions.every((condition) => {
    const value = lookup(item, condition);
    return value !== undefined && holds(value, condition);
  });

function holds(actual: number | string, { comparator, value }: Condition): boolean {
  switch (comparator) {
    case "=":
      return actual === value;
    case "!=":
      return actual !== value;
    case ">":
      return actual > value;
    case ">=":
      return actual >= value;
    case "<":
      return actual < value;
    case "<=":
      return actual <= value;
    case "LIKE":
      return like(String(actual), String(value));
    case "ILIKE":
      return like(String(actual).toLowerCase(), String(value).toLowerCase());
    case "IN":
      return Array.isArray(value) && value.includes(actual);
    case "NOT IN":
      return Array.isArray(value) && !value.includes(actual);
  }
}

/** SQL LIKE: `%` is any run of characters, `_` is one. It only backtracks to the last `%`, so the time stays bounded. */
export function like(text: string, pattern: string): boolean {
  const chars = [...text];
  const wanted = [...pattern];
  let at = 0;
  let next = 0;
  let star = -1;
  let resume = 0;
  while (at < chars.length) {
    if (wanted[next] === "%") {
      star = next;
      resume = at;
      next += 1;
    } else if (next < wanted.length && (wanted[next] === "_" || wanted[next] === chars[at])) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      resume += 1;
      at = resume;
      next = star + 1;
    } else return false;
  }
  return wanted.slice(next).every((char) => char === "%");
}

export interface Order extends Column {
  readonly ascending: boolean;
}

/** One `order_by` clause: a column, then `ASC` (the default) or `DESC`. */
export function parseOrder(clause: string, vocabulary: Vocabulary): Order {
  const [column, direction, ...more] = tokenize(clause);
  if (column === undefined || more.length > 0) {
    return invalid(`Invalid order_by clause '${clause}'. Could not be parsed.`);
  }
  const word = direction?.text.toUpperCase() ?? "ASC";
  if (word !== "ASC" && word !== "DESC") return invalid(`Invalid ordering key in order_by clause '${clause}'.`);
  return { ...columnOf(column, vocabulary), ascending: word === "ASC" };
}

/** Sorted by the clauses, then by `natural`. Missing values come last in both directions, NaN just before them. */
export function sorted<T>(
  items: readonly T[],
  orders: readonly Order[],
  lookup: Lookup<T>,
  natural: (a: T, b: T) => number,
): T[] {
  const compare = (a: T, b: T): number => {
    for (const order of orders) {
      const [left, right] = [lookup(a, order), lookup(b, order)];
      const byPresence = rank(left) - rank(right);
      if (byPresence !== 0) return byPresence;
      if (left === undefined || right === undefined || left === right || Number.isNaN(left)) continue;
      return (left < right ? -1 : 1) * (order.ascending ? 1 : -1);
    }
    return natural(a, b);
  };
  return [...items].sort(compare);
}

const rank = (value: number | string | undefined): number => (value === undefined ? 2 : Number.isNaN(value) ? 1 : 0);
