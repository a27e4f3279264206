import type { Call, Expression } from "../syntax/ast.ts";

/** Functions that are casts, which a title leaves out. */
const CAST_FUNCTIONS: ReadonlySet<string> = new Set(
  "bigint binary boolean date decimal double float int smallint string timestamp tinyint".split(" "),
);

/** Functions that Spark titles in capitals. */
const UPPER_CASE: ReadonlySet<string> = new Set(
  "acos acosh asin asinh atan atan2 atanh cbrt cos cosh cot csc degrees e exp expm1 hypot log10 log1p log2 pi power radians regexp regexp_like rlike sec signum sin sinh sqrt tan tanh".split(
    " ",
  ),
);

/** Functions of one title with another, which Spark shows. */
const NAMES: Readonly<Record<string, string>> = {
  array_agg: "collect_list",
  curdate: "current_date",
  current_database: "current_schema",
  random: "rand",
};

/** Functions whose title has the first argument only: the others are a schema and options. */
const FIRST_ONLY: ReadonlySet<string> = new Set(
  "any_value first first_value from_csv from_json from_xml last last_value schema_of_csv schema_of_json schema_of_xml to_csv to_json to_xml".split(
    " ",
  ),
);

const IDENTITY = "lambdafunction(namedlambdavariable(), namedlambdavariable())";
const KEY_MODE = ["GCM", "DEFAULT"];

/** Default values that a title shows for arguments that were left out, from the position of the first. */
const DEFAULTS: Readonly<Record<string, readonly [from: number, values: readonly string[]]>> = {
  aggregate: [3, [IDENTITY]],
  aes_decrypt: [2, [...KEY_MODE, ""]],
  aes_encrypt: [2, [...KEY_MODE, "", ""]],
  approx_percentile: [2, ["10000"]],
  bround: [1, ["0"]],
  from_unixtime: [1, ["yyyy-MM-dd HH:mm:ss"]],
  hll_sketch_agg: [1, ["12"]],
  hll_union: [2, ["false"]],
  lag: [1, ["1", "NULL"]],
  lead: [1, ["1", "NULL"]],
  listagg: [1, ["NULL"]],
  locate: [2, ["1"]],
  lpad: [2, [" "]],
  make_dt_interval: [0, ["0", "0", "0", "0.000000"]],
  make_interval: [0, ["0", "0", "0", "0", "0", "0", "0.000000"]],
  mask: [1, ["X", "x", "n", "NULL"]],
  months_between: [2, ["true"]],
  overlay: [3, ["-1"]],
  percentile: [2, ["1"]],
  percentile_approx: [2, ["10000"]],
  position: [2, ["1"]],
  reduce: [3, [IDENTITY]],
  regexp_extract: [2, ["1"]],
  regexp_extract_all: [2, ["1"]],
  regexp_instr: [2, ["0"]],
  regexp_replace: [3, ["1"]],
  replace: [2, [""]],
  round: [1, ["0"]],
  rpad: [2, [" "]],
  sentences: [1, ["", ""]],
  sort_array: [1, ["true"]],
  split: [2, ["-1"]],
  str_to_map: [1, [",", ":"]],
  string_agg: [1, ["NULL"]],
  substr: [2, ["2147483647"]],
  substring: [2, ["2147483647"]],
  to_unix_timestamp: [1, ["yyyy-MM-dd HH:mm:ss"]],
  try_aes_decrypt: [2, [...KEY_MODE, ""]],
  unix_timestamp: [1, ["yyyy-MM-dd HH:mm:ss"]],
};

const SIDES: Readonly<Record<string, string>> = { trim: "BOTH", ltrim: "LEADING", rtrim: "TRAILING" };

/** The title of a call without FILTER, WITHIN GROUP and OVER. */
export function plainCallTitle(call: Call, titleOf: (expression: Expression) => string): string {
  const name = call.name.at(-1)?.toLowerCase() ?? "";
  const texts = call.args.map(({ value }) => (value.kind === "star" && name === "count" ? "1" : titleOf(value)));
  const [first = "", second = "", third] = texts;
  const side = SIDES[name];
  if (CAST_FUNCTIONS.has(name) && texts.length === 1) return first;
  if (side !== undefined && texts.length === 2) return `TRIM(${side} ${first} FROM ${second})`;
  if (name === "extract" && texts.length === 2) return `extract(${first} FROM ${second})`;
  if (name === "if") return `(IF(${texts.join(", ")}))`;
  if (name === "like" && texts.length > 1)
    return `${first} LIKE ${second}${third === undefined ? "" : ` ESCAPE '${third}'`}`;
  if (name === "isnull" || name === "isnotnull") return `(${first} IS ${name === "isnull" ? "" : "NOT "}NULL)`;
  if (name === "log" && texts.length === 1) return `LOG(E(), ${first})`;
  if (name === "dateadd" && texts.length === 2) return `date_add(${first}, ${second})`;
  if (name === "positive" && texts.length === 1) return `(+ ${first})`;
  if (/^(?:try_)?variant_get$/.test(name)) return `${name}(${first}, ${second})`;
  if (name === "from_json" && /^\s*map\s*</i.test(second)) return "entries";
  const [from, values] = DEFAULTS[name] ?? [0, []];
  const shown = FIRST_ONLY.has(name)
    ? [first]
    : [...texts, ...(texts.length < from ? [] : values.slice(texts.length - from))];
  const whole = (name === "ceil" || name === "floor") && texts.length === 1;
  if (name === "string_agg" && call.distinct) return `listagg(DISTINCT ${shown.join(", ")})`;
  const title =
    UPPER_CASE.has(name) || whole || (name === "log" && texts.length === 2)
      ? name.toUpperCase()
      : (NAMES[name] ?? name);
  return `${title}(${call.distinct ? "DISTINCT " : ""}${shown.join(", ")})`;
}
