import * as api from "../../api/jobs/jobs.ts";
import type { Context } from "../../core/calls/context.ts";
import { type Consequence, say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { isRecord } from "../../records.ts";

/** Settings that start a job automatically. The platform replaces each of them as a whole. */
const STARTS = ["schedule", "trigger", "continuous"] as const;

/** Whether a job starts automatically after this change. */
export const startsItself = (given: Readonly<Record<string, unknown>>, pause_status: string | undefined): boolean =>
  pause_status === "UNPAUSED" ||
  (pause_status === undefined &&
    STARTS.map((start) => given[start]).some((start) => isRecord(start) && start.pause_status !== "PAUSED"));

/** The cost of a job or pipeline that runs continuously. */
export const alwaysRuns = (continuous: boolean): Consequence[] =>
  continuous ? [{ reason: "cost", text: say`It runs continuously, and is billed until it is stopped.` }] : [];

/** Whether settings have a job run continuously. */
export const isContinuous = ({ continuous }: Readonly<Record<string, unknown>>): boolean =>
  isRecord(continuous) && continuous.pause_status !== "PAUSED";

/** The job's schedule, trigger or continuous mode, new or current, with this status. @throws {ToolError} If it has none of them */
export async function pausedStarts(
  ctx: Context,
  { job_id, given }: { readonly job_id: string; readonly given: Readonly<Record<string, unknown>> },
  pause_status: string,
): Promise<Record<string, unknown>> {
  const { settings = {} } = await api.getJob(ctx.client, { job_id });
  const together: Readonly<Record<string, unknown>> = { ...settings, ...given };
  const starts = STARTS.flatMap((start) => {
    const current = together[start];
    return isRecord(current) ? [[start, { ...current, pause_status }] as const] : [];
  });
  if (starts.length > 0) return Object.fromEntries(starts);
  throw new ToolError("The job has no schedule, trigger or continuous mode. Nothing was changed.", {
    next: "Give it a schedule in settings.",
  });
}
