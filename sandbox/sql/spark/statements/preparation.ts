import type { Call, Relation, TimeTravel } from "../syntax/ast.ts";
import type { Statement } from "../syntax/statements/ast.ts";
import type { StatementContext } from "./context.ts";
import { FILE_FORMATS, loadFiles, readingOf } from "./loading.ts";
import { evaluated } from "./session.ts";

type Named = Extract<Relation, { kind: "named" }>;

/** What a statement's analysis needs and cannot wait for: its files are read, and its times of time travel evaluated. */
export async function prepared(statement: Statement, context: StatementContext): Promise<Statement> {
  // The statements inside are prepared when they run, with the variables of that time.
  if (statement.kind === "script") return statement;
  const named: Named[] = [];
  const called: Call[] = [];
  collect(statement, named, called);
  for (const { name } of named) {
    const [format = "", path = ""] = name;
    if (name.length !== 2 || !FILE_FORMATS.has(format.toLowerCase()) || !path.startsWith("/")) continue;
    const reading = {
      path,
      format,
      options: new Map<string, string>(),
      inferTypes: format.toLowerCase() !== "csv",
      header: false,
      rescued: false,
    };
    context.files.named.set(name.join("."), (await loadFiles(reading, context)).table);
  }
  for (const call of called) {
    if (context.files.called.has(keyOf(call))) continue;
    context.files.called.set(keyOf(call), (await loadFiles(await readingOf(call, context), context)).table);
  }
  const travels = new Map<TimeTravel, TimeTravel>();
  for (const { at } of named) if (at !== undefined) travels.set(at, await constant(at, context));
  return travels.size === 0 ? statement : (replaced(statement, travels) as Statement);
}

export const keyOf = ({ span }: Call): string => `${span.start}-${span.end}`;

async function constant(at: TimeTravel, context: StatementContext): Promise<TimeTravel> {
  const given = at.kind === "version" ? at.version : at.timestamp;
  const { literal, type } = await evaluated(given, context);
  const value = { kind: "literal", span: given.span, type, value: literal?.value ?? null } as const;
  return at.kind === "version" ? { kind: "version", version: value } : { kind: "timestamp", timestamp: value };
}

function collect(node: unknown, named: Named[], called: Call[]): void {
  if (Array.isArray(node)) for (const item of node) collect(item, named, called);
  if (!isNode(node)) return;
  if (node.kind === "named" && "stream" in node) named.push(node as unknown as Named);
  if (node.kind === "call" && "args" in node) {
    const call = node as unknown as Call;
    if (call.name.length === 1 && call.name[0]?.toLowerCase() === "read_files") called.push(call);
  }
  for (const value of Object.values(node)) collect(value, named, called);
}

function replaced(node: unknown, travels: ReadonlyMap<TimeTravel, TimeTravel>): unknown {
  if (Array.isArray(node)) return node.map((item: unknown) => replaced(item, travels));
  if (!isNode(node)) return node;
  const travel = travels.get(node as unknown as TimeTravel);
  if (travel !== undefined) return travel;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, replaced(value, travels)]));
}

/** A part of a tree, not a value in it. */
function isNode(node: unknown): node is Record<string, unknown> {
  return typeof node === "object" && node !== null && Object.getPrototypeOf(node) === Object.prototype;
}
