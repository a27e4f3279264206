import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Failure } from "../../../sandbox/failure.ts";
import { type Condition, parseFilter, type Vocabulary } from "../../../sandbox/ml/filter.ts";
import { like, matches, parseOrder, sorted } from "../../../sandbox/ml/match.ts";

const runs: Vocabulary = {
  entities: ["metric", "parameter", "tag", "attribute"],
  textAttributes: ["status", "run_id"],
  numberAttributes: ["start_time"],
  listAttributes: ["run_id"],
  aliases: { created: "start_time" },
};

const parse = (text: string) => parseFilter(text, runs);

/** The error of a filter, or what it parsed to when it should not have. */
function refusal(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect([error.status, error.code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    return error.message;
  }
}

describe("the filter grammar", () => {
  test.each<[string, Condition[]]>([
    ["", []],
    ["metrics.rmse < 1", [{ entity: "metric", key: "rmse", comparator: "<", value: 1 }]],
    ["metrics.val.loss>=-1.5e-3", [{ entity: "metric", key: "val.loss", comparator: ">=", value: -0.0015 }]],
    ["metrics.`val/loss` != 0", [{ entity: "metric", key: "val/loss", comparator: "!=", value: 0 }]],
    ["params.\"max depth\" = '6'", [{ entity: "parameter", key: "max depth", comparator: "=", value: "6" }]],
    ['param.model = "rf"', [{ entity: "parameter", key: "model", comparator: "=", value: "rf" }]],
    ["tags.env like '%prod_'", [{ entity: "tag", key: "env", comparator: "LIKE", value: "%prod_" }]],
    ["tag.`mlflow.user` ILIKE 'ANA%'", [{ entity: "tag", key: "mlflow.user", comparator: "ILIKE", value: "ANA%" }]],
    ["status = 'it''s'", [{ entity: "attribute", key: "status", comparator: "=", value: "it's" }]],
    ["created > 5", [{ entity: "attribute", key: "start_time", comparator: ">", value: 5 }]],
    [
      "attributes.run_id IN ('a', 'b') and run.run_id not in ('c')",
      [
        { entity: "attribute", key: "run_id", comparator: "IN", value: ["a", "b"] },
        { entity: "attribute", key: "run_id", comparator: "NOT IN", value: ["c"] },
      ],
    ],
  ])("%s", (text, conditions) => {
    expect(parse(text)).toEqual(conditions);
  });

  test.each([
    ["metrics.rmse < 'a'", "Expected numeric value type for metric. Found 'a'"],
    ["params.depth = 6", "Expected a quoted string value for parameter (e.g. 'my-value'). Got value 6"],
    ["params.depth > '6'", "Invalid comparator '>' not one of '=, !=, LIKE, ILIKE'"],
    ["metrics.rmse LIKE 'a'", "Invalid comparator 'LIKE' not one of '=, !=, >, >=, <, <='"],
    ["status = 'A' OR status = 'B'", "Invalid clause(s) in filter string: 'OR'"],
    ["status = 'A' status = 'B'", "Invalid clause(s) in filter string: 'status'"],
    ["colour = 'A'", "Invalid attribute key 'colour' specified. Valid keys are '{'status', 'run_id', 'start_time'}'"],
    ["metricz.rmse = 1", "Invalid entity type 'metricz'. Valid values are ['metric', 'parameter', 'tag', 'attribute']"],
    ["status = 'A", "Invalid filter 'status = 'A'. Could not be parsed: a quote is not closed."],
    ["status", "Invalid comparison clause. Expected comparison found 'end of filter'"],
    ["status =", "Invalid comparison clause. Expected 3 tokens found 2"],
    ["status = 'A' AND", "Invalid comparison clause. Expected 'Identifier' found 'end of filter'"],
    ["'A' = status", "Invalid comparison clause. Expected 'Identifier' found ''A''"],
    [
      "run_id IN ()",
      "While parsing a list in the query, expected a non-empty list of string values, but got ill-formed list.",
    ],
    ["metrics.rmse < 1; drop", "Invalid clause(s) in filter string: '; drop'"],
    [
      "metrics. < 1",
      "Invalid identifier 'metrics.'. Columns should be specified as 'attribute.<key>', 'metric.<key>', 'tag.<key>', or 'param.'.",
    ],
    [
      "__proto__.x = 'a'",
      "Invalid entity type '__proto__'. Valid values are ['metric', 'parameter', 'tag', 'attribute']",
    ],
  ])("%s is refused", (text, message) => {
    expect(refusal(text)).toBe(message);
  });

  test("parses any text or refuses it with the platform's error", () => {
    const word = fc.constantFrom(
      "metrics",
      ".",
      "a",
      "`",
      '"',
      "'",
      " ",
      "=",
      "<",
      ">",
      "!",
      "IN",
      "NOT",
      "AND",
      "(",
      ")",
      ",",
      "1",
      "-",
      "e",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(word).map((words) => words.join("")),
    );
    fc.assert(
      fc.property(text, (filter) => {
        const said = refusal(filter);
        expect(typeof said === "string" || Array.isArray(said)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("parses generated filters back to their conditions", () => {
    const key = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !text.includes("`"));
    const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
    // -0 is written as 0.
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    const condition = fc.oneof(
      fc.record({
        entity: fc.constant("metric" as const),
        key,
        comparator: fc.constantFrom("=" as const, ">=" as const),
        value: number,
      }),
      fc.record({
        entity: fc.constant("tag" as const),
        key,
        comparator: fc.constantFrom("!=" as const, "LIKE" as const),
        value: fc.string(),
      }),
      fc.record({
        entity: fc.constant("attribute" as const),
        key: fc.constant("run_id"),
        comparator: fc.constantFrom("IN" as const, "NOT IN" as const),
        value: fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
      }),
    );
    const write = ({ entity, key: name, comparator, value }: Condition): string => {
      const operand =
        typeof value === "number"
          ? String(value)
          : typeof value === "string"
            ? quote(value)
            : `(${value.map(quote).join(", ")})`;
      return `${entity}.\`${name}\` ${comparator} ${operand}`;
    };
    fc.assert(
      fc.property(fc.array(condition, { maxLength: 4 }), (conditions) => {
        expect(parse(conditions.map(write).join(" AND "))).toEqual(conditions);
      }),
    );
  });
});

describe("evaluating a condition", () => {
  const item: Record<string, number | string> = { loss: 0.5, nan: Number.NaN, env: "Prod" };
  const holds = (filter: string) => matches(item, parse(filter), (one, { key }) => one[key]);

  test.each([
    ["metrics.loss <= 0.5", true],
    ["metrics.loss > 0.5", false],
    ["metrics.nan != 1", true],
    ["metrics.nan < 1", false],
    ["metrics.absent != 1", false],
    ["tags.env = 'prod'", false],
    ["tags.env ILIKE 'pr%'", true],
    ["tags.env LIKE 'pr%'", false],
    ["tags.env = 'Prod' AND metrics.loss > 1", false],
  ])("%s: %s", (filter, expected) => {
    expect(holds(filter)).toBe(expected);
  });

  test("LIKE agrees with the obvious regular expression", () => {
    const char = fc.constantFrom("a", "b", "%", "_", ".");
    const text = fc.array(char, { maxLength: 8 }).map((chars) => chars.join(""));
    fc.assert(
      fc.property(text, text, (value, pattern) => {
        const regex = new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("_", ".").replaceAll("%", ".*")}$`);
        expect(like(value, pattern)).toBe(regex.test(value));
      }),
    );
  });
});

describe("order", () => {
  const items = [{ a: 2 }, {}, { a: Number.NaN }, { a: 1 }];
  const order = (clause: string) =>
    sorted<{ a?: number }>(
      items,
      [parseOrder(clause, runs)],
      (item) => item.a,
      () => 0,
    ).map(({ a }) => a);

  test("missing values come last, NaN before them, in both directions", () => {
    expect(order("metrics.a")).toEqual([1, 2, Number.NaN, undefined]);
    expect(order("metrics.`a` desc")).toEqual([2, 1, Number.NaN, undefined]);
  });

  test.each(["metrics.a sideways", "metrics.a ASC DESC", "", "3"])("'%s' is refused", (clause) => {
    expect(() => order(clause)).toThrow(Failure);
  });
});
