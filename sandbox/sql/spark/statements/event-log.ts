import type { EventLog } from "../../../catalog/event-log.ts";
import { SqlFailure } from "../../engine/failure.ts";
import { completeName, type KnownTable } from "../metastore/session-catalog.ts";
import type { Call } from "../syntax/ast.ts";
import type { StatementContext } from "./context.ts";
import { loadValues } from "./loading.ts";
import { evaluated } from "./session.ts";

/** `event_log(TABLE(t))` and `event_log('pipeline')`: what a pipeline did. @throws {SqlFailure} */
export async function eventLog(call: Call, context: StatementContext): Promise<KnownTable> {
  const { log, name } = await logOf(call, context);
  if (log === undefined)
    throw new SqlFailure(
      "EVENT_LOG_UNAVAILABLE",
      `No event logs available for ${name}. Please try again later after events are generated.`,
      "55019",
    );
  const { user } = context.session;
  const { workspace, account } = context.services.access.groups(user);
  const isOwner = log.owners.some((owner) => owner === user || account.has(owner));
  if (!isOwner && !workspace.has("admins"))
    throw new SqlFailure(
      "INSUFFICIENT_PERMISSIONS",
      `Insufficient privileges:\nUser is not an owner of ${name}: only the owner can read its event log.`,
      "42501",
    );
  const { columns, rows } = log.relation;
  const source = await loadValues(columns, [...rows()], context);
  return { kind: "table", name: ["event_log"], source, columns };
}

interface Found {
  readonly log: EventLog | undefined;
  /** The name of the table, or the ID of the pipeline. */
  readonly name: string;
}

async function logOf({ args }: Call, context: StatementContext): Promise<Found> {
  const [argument, ...more] = args;
  if (argument === undefined || more.length > 0) throw invalid();
  const { value } = argument;
  if (value.kind === "table_argument") {
    const { relation } = value;
    const named = relation.kind === "grouped" ? relation.relation : relation;
    if (named.kind !== "named") throw invalid();
    const name = completeName(named.name, context.session);
    const table = context.store.relation(name);
    const log = table.kind === "table" ? context.services.events.ofTable(table) : undefined;
    if (log === undefined) return { log, name: name.join(".") };
    const { owner } = context.services.ledger.of("table", name.join("."), table.id);
    return { log: { ...log, owners: [...log.owners, owner] }, name: name.join(".") };
  }
  const { literal } = await evaluated(value, context);
  if (typeof literal?.value !== "string") throw invalid();
  return { log: context.services.events.ofPipeline(literal.value), name: literal.value };
}

const invalid = () =>
  new SqlFailure(
    "INVALID_TABLE_VALUED_FUNCTION_ARGUMENTS",
    "`event_log` requires TABLE(name) of a materialized view or streaming table, or the ID of a pipeline.",
    "42P01",
  );
