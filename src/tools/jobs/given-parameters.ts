import { ApiError } from "../../api/http/errors.ts";
import { getJob, type Job } from "../../api/jobs/jobs.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { isRecord } from "../../records.ts";
import { nameDistance } from "../../text.ts";

/** Letters in which a misspelled name differs at most from the one that is meant. */
const MISSPELLED = 2;

/**
 * Names the given parameters that a job does not declare. The platform accepts them, and a misspelled one would run the job
 * with the default of the one that was meant.
 *
 * @throws {ToolError} For a name that resembles a declared one, which is not given itself
 */
export async function checkGivenParameters(
  ctx: Context,
  job_id: string | undefined,
  given: Readonly<Record<string, string>> = {},
): Promise<void> {
  const names = Object.keys(given);
  if (names.length === 0 || job_id === undefined) return;
  const job = await ctx.once(`job ${job_id}`, () => foundJob(ctx, job_id));
  if (job === undefined) return;
  const declared = declaredIn(job.settings?.parameters);
  const unknown = names.filter((name) => !declared.includes(name));
  for (const name of unknown) {
    const meant = declared.find((one) => !(one in given) && nameDistance(name, one) <= allowed(one));
    if (meant === undefined) continue;
    throw new ToolError(`The job has no parameter ${name}; nothing was run.`, { next: `Did you mean ${meant}?` });
  }
  if (unknown.length === 0) return;
  // Names of the workspace are not part of this server's own words.
  const has = declared.length > 0 ? "get_job returns the parameters that it declares." : "It declares none.";
  const text = `The job does not declare ${unknown.join(", ")}, so only tasks that read it by this name use it. ${has}`;
  ctx.attach({ type: "text", text });
}

/** The job, unless it cannot be read: the run itself then shows why. */
const foundJob = (ctx: Context, job_id: string): Promise<Job | undefined> =>
  getJob(ctx.client, { job_id }).catch((error: unknown) => {
    if (error instanceof ApiError) return undefined;
    throw error;
  });

const declaredIn = (parameters: unknown): string[] =>
  (Array.isArray(parameters) ? parameters : []).flatMap((one) =>
    isRecord(one) && typeof one.name === "string" ? [one.name] : [],
  );

/** A short name resembles many others. */
const allowed = (name: string): number => Math.min(MISSPELLED, name.length - 1);
