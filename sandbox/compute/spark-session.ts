import { catalogEngine } from "../catalog/engine.ts";
import type { SqlResult } from "../sql/engine/collect.ts";
import { SqlFailure } from "../sql/engine/failure.ts";
import { type Token, tokenize } from "../sql/engine/tokens.ts";
import type { World } from "../world.ts";

/** Maximum size of a result that a process collects. */
const MOST_BYTES = 32 * 1024 * 1024;

/** The state shared by the commands of an execution context or the cells of a notebook: temporary views and the current schema. */
export interface SparkSession {
  /** Runs one statement. Rejects with a `SqlFailure`. */
  sql(text: string, options?: { readonly signal?: AbortSignal; readonly rowLimit?: number }): Promise<SqlResult>;
  /** Creates a temporary view, or replaces it. */
  createView(name: string, query: string, replace: boolean): void;
  /** Returns whether there was a temporary view of this name. */
  dropView(name: string): boolean;
}

interface View {
  readonly name: string;
  readonly query: string;
}

export function openSparkSession(world: World): SparkSession {
  const views = new Map<string, View>();
  let catalog = "main";
  let schema = "default";

  const run: SparkSession["sql"] = async (text, { signal, rowLimit } = {}) => {
    const engine = await catalogEngine(world)();
    try {
      return await engine.run(withViews(text, views), {
        session: { catalog, schema, user: world.user },
        maxBytes: MOST_BYTES,
        ...(signal !== undefined && { signal }),
        ...(rowLimit !== undefined && { rowLimit }),
      });
    } catch (error) {
      if (error instanceof SqlFailure && error.condition === "" && error.sqlState === "54000") throw tooLarge();
      throw error;
    }
  };

  /** `USE` is checked by a statement in the new place. */
  const use = async (place: readonly string[]): Promise<SqlResult> => {
    const before = [catalog, schema] as const;
    [catalog, schema] = place.length > 1 ? [place[0] ?? catalog, place[1] ?? schema] : [catalog, place[0] ?? schema];
    try {
      await run("SELECT 1");
    } catch (error) {
      [catalog, schema] = before;
      throw error;
    }
    return NOTHING;
  };

  const session: SparkSession = {
    async sql(text, options) {
      const words = tokenize(text);
      const place = placeOfUse(words, schema);
      if (place !== undefined) return use(place);
      const view = viewOf(text, words);
      if (view !== undefined) {
        session.createView(view.name, view.query, view.replace);
        return NOTHING;
      }
      const dropped = /^\s*DROP\s+VIEW\s+(?:IF\s+EXISTS\s+)?`?([\w.]+)`?\s*;?\s*$/i.exec(text)?.[1];
      if (dropped !== undefined && session.dropView(dropped)) return NOTHING;
      return run(text, options);
    },
    createView(name, query, replace) {
      const key = name.replaceAll("`", "").toLowerCase();
      if (!replace && views.has(key)) {
        const message = `Cannot create the temporary view \`${name}\` because it already exists.`;
        throw new SqlFailure("TEMP_TABLE_OR_VIEW_ALREADY_EXISTS", message, "42P07");
      }
      // The query is kept with the views that it reads now: a later view of the same name does not change it.
      views.set(key, { name: key, query: withViews(query, views) });
    },
    dropView: (name) => views.delete(name.replaceAll("`", "").toLowerCase()),
  };
  return session;
}

const NOTHING: SqlResult = { columns: [], rows: [], bytes: 0, truncated: false };

function tooLarge(): SqlFailure {
  const size = `${MOST_BYTES / 1024 / 1024}.0 MiB`;
  const message = `Total size of serialized results is bigger than spark.driver.maxResultSize (${size}). Aggregate or limit the rows.`;
  return new SqlFailure("DRIVER_RESULT_TOO_LARGE", message, "54000");
}

/** The catalog and schema of `USE …`; `undefined` for another statement. */
function placeOfUse(tokens: readonly Token[], schema: string): readonly string[] | undefined {
  const [first, second] = tokens;
  if (first?.value.toUpperCase() !== "USE") return undefined;
  const kind = second?.kind === "word" ? second.value.toUpperCase() : "";
  const named = ["CATALOG", "SCHEMA", "DATABASE"].includes(kind) && tokens.length > 2;
  const names = tokens
    .slice(named ? 2 : 1)
    .filter(({ text }) => text !== "." && text !== ";")
    .map(({ value }) => value.toLowerCase());
  return kind === "CATALOG" && named ? [names[0] ?? "", "default"] : names.length === 0 ? [schema] : names;
}

function viewOf(text: string, tokens: readonly Token[]): (View & { readonly replace: boolean }) | undefined {
  const words = tokens.slice(0, 8).map(({ value }) => value.toUpperCase());
  const at = words.findIndex((word) => word === "TEMP" || word === "TEMPORARY");
  if (words[0] !== "CREATE" || at < 0 || words[at + 1] !== "VIEW") return undefined;
  const name = tokens[at + 2];
  const as = tokens.find(({ kind, value }) => kind === "word" && value.toUpperCase() === "AS");
  if (name === undefined || as === undefined) return undefined;
  return { name: name.value, query: text.slice(as.end).replace(/;\s*$/, ""), replace: words[1] === "OR" };
}

/** The statement with the temporary views that it names as common table expressions. */
function withViews(text: string, views: ReadonlyMap<string, View>): string {
  if (views.size === 0) return text;
  const tokens = tokenize(text);
  const named = tokens.flatMap(({ kind, value }, at) => {
    if (kind !== "word" && kind !== "quoted") return [];
    const key = value.toLowerCase();
    // The last part of a longer name is a table of a schema.
    if (tokens[at - 1]?.text === ".") return [];
    const global = key === "global_temp" && tokens[at + 1]?.text === "." ? `${key}.${tokens[at + 2]?.value}` : key;
    const view = views.get(global.toLowerCase());
    return view === undefined ? [] : [{ view, at }];
  });
  if (named.length === 0) return text;
  const used = [...new Set(named.map(({ view }) => view))].filter(({ name }) => !name.startsWith("global_temp."));
  const start = queryStart(tokens);
  if (tokens[0]?.value.toUpperCase() === "MERGE" || start === undefined) return inPlace(text, tokens, named);
  const ctes = used.map(({ name, query }) => `\`${name}\` AS (\n${query}\n)`).join(",\n");
  const whole = inPlace(
    text,
    tokens,
    named.filter(({ view }) => view.name.startsWith("global_temp.")),
    start.end,
  );
  if (used.length === 0) return whole;
  if (start.value.toUpperCase() !== "WITH")
    return `${text.slice(0, start.start)}WITH ${ctes}\n${whole.slice(start.start)}`;
  const recursive = /^\s+RECURSIVE\b/i.exec(text.slice(start.end))?.[0] ?? "";
  return `${text.slice(0, start.end)}${recursive} ${ctes},${whole.slice(start.end + recursive.length)}`;
}

/** The word that begins the query of a statement. */
function queryStart(tokens: readonly Token[]): Token | undefined {
  return tokens.find(({ kind, value }) => kind === "word" && /^(SELECT|WITH|FROM|VALUES)$/i.test(value));
}

/** The statement with subqueries where it names the views. */
function inPlace(
  text: string,
  tokens: readonly Token[],
  named: readonly { readonly view: View; readonly at: number }[],
  from = 0,
): string {
  let out = text;
  for (const { view, at } of named.toReversed()) {
    const first = tokens[at];
    const last = view.name.startsWith("global_temp.") ? tokens[at + 2] : first;
    const before = tokens[at - 1]?.value.toUpperCase() ?? "";
    if (first === undefined || last === undefined || first.start < from) continue;
    if (!["FROM", "JOIN", "USING", ","].includes(before)) continue;
    const next = tokens[tokens.indexOf(last) + 1];
    const aliased =
      next?.kind === "quoted" ||
      (next?.kind === "word" && !KEYWORD.test(next.value)) ||
      /^AS$/i.test(next?.value ?? "");
    const alias = aliased ? "" : ` AS \`${view.name.split(".").at(-1)}\``;
    out = `${out.slice(0, first.start)}(\n${view.query}\n)${alias}${out.slice(last.end)}`;
  }
  return out;
}

const KEYWORD =
  /^(ON|USING|WHERE|GROUP|ORDER|HAVING|LIMIT|OFFSET|JOIN|INNER|LEFT|RIGHT|FULL|CROSS|SEMI|ANTI|NATURAL|UNION|EXCEPT|INTERSECT|MINUS|WHEN|LATERAL|WINDOW|QUALIFY|PIVOT|UNPIVOT|TABLESAMPLE|SORT|CLUSTER|DISTRIBUTE)$/i;
