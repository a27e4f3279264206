import type { World } from "../../world.ts";

/** One change of the workspace, as the audit log keeps it. */
export interface AuditEvent {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly user: string;
  readonly service: string;
  readonly action: string;
  readonly params: Readonly<Record<string, string>>;
  /** HTTP status. */
  readonly status: number;
  readonly error?: string;
  /** IDs that the response contains, as JSON. */
  readonly result?: string;
  readonly userAgent?: string;
}

/** An action of Unity Catalog by a statement. */
export type AuditedChange = Pick<AuditEvent, "action" | "params">;

/** Older events are forgotten. */
const KEPT = 5000;

export const auditEvents = (world: World): AuditEvent[] => world.kept("audit log", (): AuditEvent[] => []);

export function recordAudit(world: World, event: Omit<AuditEvent, "at" | "user">): void {
  const events = auditEvents(world);
  events.push({ ...event, at: world.now(), user: world.user });
  if (events.length > KEPT) events.splice(0, events.length - KEPT);
}
