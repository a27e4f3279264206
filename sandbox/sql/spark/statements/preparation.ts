import { completeName, type KnownTable } from "../metastore/session-catalog.ts";
import { metricDefinition } from "../metrics/definition.ts";
import type { Call, NameParts, Relation, TimeTravel } from "../syntax/ast.ts";
import { parseQuery } from "../syntax/parser.ts";
import type { Statement } from "../syntax/statements/ast.ts";
import { changeFeed } from "./changes/feed.ts";
import type { StatementContext } from "./context.ts";
import { eventLog } from "./event-log.ts";
import { FILE_FORMATS, loadFiles, loadValues, readingOf } from "./loading.ts";
import { requireReading } from "./privileges.ts";
import { evaluated } from "./session.ts";

type Named = Extract<Relation, { kind: "named" }>;

interface Found {
  readonly named: Named[];
  readonly called: Call[];
}

/** Reads the files that a statement names, and evaluates its times of time travel: its analysis cannot wait for them. */
export async function prepared(statement: Statement, context: StatementContext): Promise<Statement> {
  // The statements inside are prepared when they run, with the variables of that time.
  if (statement.kind === "script") return statement;
  const found: Found = { named: [], called: [] };
  collect(statement, found);
  const travels = new Map<object, TimeTravel>();
  for (const { at } of found.named) if (at !== undefined) travels.set(at, await constant(at, context));
  for (const { name } of found.named) await loadVirtual(name, context);
  collectViews(found, context.session, new Set(), context);
  for (const { name } of found.named) await loadNamed(name, context);
  for (const call of found.called) {
    if (context.files.called.has(keyOf(call))) continue;
    context.files.called.set(keyOf(call), await calledTable(call, context));
  }
  return travels.size === 0 ? statement : replaced(statement, travels);
}

async function calledTable(call: Call, context: StatementContext): Promise<KnownTable> {
  if (isCall(call, "table_changes")) return changeFeed(call, context);
  if (isCall(call, "event_log")) return eventLog(call, context);
  return (await loadFiles(await readingOf(call, context), context)).table;
}

async function loadNamed(name: NameParts, context: StatementContext): Promise<void> {
  const [given = "", path = ""] = name;
  const format = given.toLowerCase();
  if (name.length !== 2 || !FILE_FORMATS.has(format) || !path.startsWith("/")) return;
  if (context.files.named.has(name.join("."))) return;
  const options = new Map<string, string>();
  const reading = { path, format, options, inferTypes: format !== "csv", header: false, rescued: false };
  context.files.named.set(name.join("."), (await loadFiles(reading, context)).table);
}

/** Rows of a virtual relation that are too many for the text of a statement. */
const MANY_ROWS = 50;

async function loadVirtual(name: NameParts, context: StatementContext): Promise<void> {
  const key = name.join(".");
  if (name.length < 2 || name.length > 3 || context.files.named.has(key)) return;
  const complete = completeName(name, context.session);
  const relation = context.virtual(complete);
  if (relation === undefined) return;
  if (complete[1] !== "information_schema") requireReading(complete, context);
  const rows = [...relation.rows()];
  if (rows.length <= MANY_ROWS) return;
  const source = await loadValues(relation.columns, rows, context);
  context.files.named.set(key, { kind: "table", name: complete, source, columns: relation.columns });
}

/** The views that a statement reads may read files too. */
function collectViews(
  found: Found,
  place: { readonly catalog: string; readonly schema: string },
  seen: Set<string>,
  context: StatementContext,
): void {
  for (const { name } of [...found.named]) {
    if (name.length > 3) continue;
    const temporary = context.session.views.get(name.join(".").toLowerCase());
    const stored = temporary === undefined ? context.store.findRelation(completeName(name, place)) : undefined;
    const view = temporary ?? (stored?.kind === "view" ? stored : undefined);
    const key = stored === undefined ? name.join(".").toLowerCase() : stored.name.join(".");
    if (view === undefined || seen.has(key)) continue;
    seen.add(key);
    const inner: Found = { named: [], called: [] };
    const isMetrics = "metrics" in view && view.metrics;
    collect(isMetrics ? metricDefinition(view.text) : parseQuery(view.text), inner);
    collectViews(inner, view, seen, context);
    found.named.push(...inner.named.filter(({ name: [format = ""] }) => FILE_FORMATS.has(format.toLowerCase())));
    found.called.push(...inner.called);
  }
}

/** The same call in another text reads the same files. */
export const keyOf = ({ name, args }: Call): string =>
  JSON.stringify([name.join(".").toLowerCase(), args], (key, value: unknown) =>
    key === "span" ? undefined : typeof value === "bigint" ? String(value) : value,
  );

async function constant(at: TimeTravel, context: StatementContext): Promise<TimeTravel> {
  const given = at.kind === "version" ? at.version : at.timestamp;
  const { literal, type } = await evaluated(given, context);
  const value = { kind: "literal", span: given.span, type, value: literal?.value ?? null } as const;
  return at.kind === "version" ? { kind: "version", version: value } : { kind: "timestamp", timestamp: value };
}

function collect(node: unknown, found: Found): void {
  if (Array.isArray(node)) for (const item of node) collect(item, found);
  if (!isNode(node)) return;
  if (isNamed(node)) found.named.push(node);
  if (["read_files", "table_changes", "event_log"].some((name) => isCall(node, name))) found.called.push(node as Call);
  for (const value of Object.values(node)) collect(value, found);
}

const isNamed = (node: object): node is Named => "kind" in node && node.kind === "named" && "stream" in node;

function isCall(node: object, name: string): node is Call {
  if (!("kind" in node) || node.kind !== "call" || !("name" in node) || !Array.isArray(node.name)) return false;
  return node.name.length === 1 && String(node.name[0]).toLowerCase() === name;
}

function replaced<Tree>(node: Tree, travels: ReadonlyMap<object, TimeTravel>): Tree {
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    if (!isNode(value)) return value;
    return travels.get(value) ?? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)]));
  };
  return copy(node) as Tree;
}

/** A part of a tree, not a value in it. */
const isNode = (node: unknown): node is object =>
  typeof node === "object" && node !== null && Object.getPrototypeOf(node) === Object.prototype;
