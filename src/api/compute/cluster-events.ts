import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { terminationWords } from "./termination.ts";

const count = z.number().nullish();

const details = z.looseObject({
  user: text,
  cause: text,
  reason: z.looseObject({ code: text, type: text, parameters: z.record(z.string(), z.string()).nullish() }).nullish(),
  current_num_workers: count,
  target_num_workers: count,
  driver_state_message: text,
  job_run_name: text,
  instance_id: text,
  free_space: int64.nullish(),
  disk_size: int64.nullish(),
  attributes: nothing.nullish(),
  previous_attributes: nothing.nullish(),
  init_scripts: z.unknown().optional(),
});

const event = z.looseObject({ timestamp: int64, type: z.string(), details: details.nullish() });
/** One event of a cluster. `timestamp` is epoch milliseconds; types are open: the platform adds some. */
export type ClusterEvent = z.output<typeof event>;

/** Which events of a cluster to list. */
export interface ClusterEventFilter {
  readonly cluster_id: string;
  readonly event_types?: readonly string[];
  /** Epoch milliseconds. */
  readonly start_time?: number;
  readonly end_time?: number;
  /** 1 to 500. */
  readonly page_size?: number;
  readonly page_token?: string;
}

const eventPage = z.looseObject({ events: z.array(event).nullish(), next_page_token: text });

/**
 * `POST /api/2.1/clusters/events`, which only reads: one page of a cluster's events, newest first.
 * @throws {ApiError} `not-found` for an unknown cluster
 */
export async function listClusterEvents(client: Client, body: ClusterEventFilter): Promise<Page<ClusterEvent>> {
  const page = await client.post("clusters.events", "/api/2.1/clusters/events", eventPage, { body, replay: "read" });
  return { items: page.events ?? [], next: page.next_page_token || undefined };
}

const MIB = 2 ** 20;
const MAX_SCRIPTS = 400;

/** The details of an event in one line, separated by semicolons; empty if it has none. */
export function eventDetailWords({ details: event }: ClusterEvent): string {
  if (!event) return "";
  const { current_num_workers: now, target_num_workers: target } = event;
  return [
    event.reason && terminationWords(event.reason),
    event.cause && `cause ${event.cause}`,
    target !== undefined && target !== null && target !== now
      ? `workers ${now ?? "?"} → ${target}`
      : typeof now === "number" && `${now} ${now === 1 ? "worker" : "workers"}`,
    event.driver_state_message,
    ...changes(event.previous_attributes, event.attributes),
    event.init_scripts && `init scripts ${JSON.stringify(event.init_scripts).slice(0, MAX_SCRIPTS)}`,
    event.disk_size && `disk ${mebibytes(event.disk_size)}`,
    event.free_space && `free ${mebibytes(event.free_space)}`,
    event.instance_id && `instance ${event.instance_id}`,
    event.job_run_name && `run ${event.job_run_name}`,
    event.user && `by ${event.user}`,
  ]
    .filter(Boolean)
    .join("; ");
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / MIB)} MiB`;

/** The attributes that an edit changed, with their values where those are short. */
function changes(before: object | null | undefined, after: object | null | undefined): string[] {
  if (!before || !after) return [];
  const old = new Map(Object.entries(before));
  const now = new Map(Object.entries(after));
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => JSON.stringify(old.get(key)) !== JSON.stringify(now.get(key)))
    .map((key) => {
      const [from, to] = [old.get(key), now.get(key)].map(short);
      return from === undefined || to === undefined ? `changed ${key}` : `${key} ${from} → ${to}`;
    });
}

/** Nested values (environment variables, Spark configuration) may hold credentials and are never shown. */
function short(value: unknown): string | undefined {
  if (value === undefined || value === null) return "unset";
  if (typeof value === "object") return undefined;
  const shown = String(value);
  return shown.length <= 60 ? shown : undefined;
}
