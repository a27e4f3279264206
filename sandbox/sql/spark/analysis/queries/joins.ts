import { SqlFailure } from "../../../engine/failure.ts";
import type { Join, JoinKind, Relation } from "../../syntax/ast.ts";
import { widerType } from "../coercion.ts";
import { type Compiler, type Environment, type Field, plainEnvironment } from "../compiler.ts";
import { predicate } from "../predicates.ts";
import type { Rows } from "./rows.ts";

const WORDS: Readonly<Record<JoinKind, string>> = {
  cross: "CROSS JOIN",
  inner: "INNER JOIN",
  left: "LEFT JOIN",
  right: "RIGHT JOIN",
  full: "FULL JOIN",
  semi: "SEMI JOIN",
  anti: "ANTI JOIN",
};

type RowsOf = (relation: Relation, left: readonly Field[]) => Rows;

/** The rows of a join. */
export function joinRows(
  join: Join,
  environment: Environment,
  compiler: Compiler,
  rowsOf: RowsOf,
  before: readonly Field[],
): Rows {
  const left = rowsOf(join.left, before);
  const right = rowsOf(join.right, [...before, ...left.fields]);
  refuseMetrics([...left.fields, ...right.fields]);
  const lateral = isLateral(join.right);
  const names = join.natural ? shared(left.fields, right.fields) : join.using;
  const oneSided = join.join === "semi" || join.join === "anti";
  const using = names?.map((name) => pair(name, left.fields, right.fields, compiler));
  const test =
    using === undefined
      ? join.on && predicate(compiler.expression(join.on, onEnvironment(left, right, environment)), join.on, "join")
      : using.map(({ equal }) => equal).join(" AND ");
  const fields =
    using === undefined
      ? [...left.fields, ...right.fields]
      : [
          ...using.map(({ field }) => field(join.join)),
          ...without(
            left.fields,
            using.map(({ left: key }) => key),
          ),
          ...without(
            right.fields,
            using.map(({ right: key }) => key),
          ),
        ];
  const nested = join.right.kind === "join" ? `(${right.from})` : right.from;
  const from = joined(left.from, join.join, `${lateral ? "LATERAL " : ""}${nested}`, test);
  return { from, fields: oneSided ? left.fields : fields };
}

/** The rows of the other side would count several times in the measures. */
function refuseMetrics(fields: readonly Field[]): void {
  if (fields.every(({ measure }) => measure === undefined)) return;
  throw new SqlFailure(
    "METRIC_VIEW_JOIN_NOT_SUPPORTED",
    "The metric view is not allowed to use joins. Query it in a common table expression, and join its result.",
    "42K0E",
  );
}

function joined(left: string, kind: JoinKind, right: string, test: string | undefined): string {
  // Without a condition, every pair of rows matches.
  if (test === undefined || test === "") {
    const word = kind === "inner" ? "CROSS JOIN" : WORDS[kind];
    return kind === "cross" || kind === "inner" ? `${left} ${word} ${right}` : `${left} ${word} ${right} ON true`;
  }
  return `${left} ${kind === "cross" ? "INNER JOIN" : WORDS[kind]} ${right} ON ${test}`;
}

function isLateral(relation: Relation): boolean {
  return (relation.kind === "derived" || relation.kind === "function") && relation.lateral;
}

function onEnvironment(left: Rows, right: Rows, environment: Environment): Environment {
  return plainEnvironment({ fields: [...left.fields, ...right.fields], outer: environment.scope }, "JOIN", environment);
}

/** Names of NATURAL JOIN. */
function shared(left: readonly Field[], right: readonly Field[]): readonly string[] {
  const other = new Set(right.filter((field) => field.hidden === undefined).map(({ name }) => name.toLowerCase()));
  return left
    .filter(({ name, hidden }) => hidden === undefined && other.has(name.toLowerCase()))
    .map(({ name }) => name);
}

function pair(name: string, left: readonly Field[], right: readonly Field[], compiler: Compiler) {
  const [a, b] = [find(name, left, "left"), find(name, right, "right")];
  const type = widerType(a.type, b.type) ?? a.type;
  const [x, y] = [compiler.context.cast(a, type), compiler.context.cast(b, type)];
  const field = (kind: JoinKind): Field => {
    if (kind === "full") return { ...a, type, sql: `coalesce(${x.sql}, ${y.sql})`, qualifier: [] };
    return kind === "right" ? { ...b, qualifier: [] } : { ...a, qualifier: [] };
  };
  return { left: a, right: b, equal: `${x.sql} = ${y.sql}`, field };
}

function find(name: string, fields: readonly Field[], side: string): Field {
  const found = fields.find((field) => field.hidden === undefined && field.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw new SqlFailure(
    "UNRESOLVED_USING_COLUMN_FOR_JOIN",
    `USING column \`${name}\` cannot be resolved on the ${side} side of the join. The ${side}-side columns: [${fields.map((field) => `\`${field.name}\``).join(", ")}].`,
    "42703",
  );
}

/** The other columns; the joined ones stay known by their qualified names. */
function without(fields: readonly Field[], keys: readonly Field[]): readonly Field[] {
  return fields.map((field) => (keys.includes(field) ? { ...field, hidden: true as const } : field));
}
