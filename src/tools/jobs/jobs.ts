import * as z from "zod";
import { collect } from "../../api/http/paging.ts";
import * as api from "../../api/jobs/jobs.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { jobDetails, jobSummary } from "./job-view.ts";
import { jobId, jobPowers, settings, tasks } from "./settings.ts";
import { jobs } from "./toolset.ts";

const summary = {
  job_id: z.string(),
  name: z.string(),
  starts: text.describe("schedule or trigger"),
  creator_user_name: text,
  created_time: text,
};

export const listJobs = jobs.tool({
  name: "list_jobs",
  title: "List jobs",
  description: "Lists jobs with their schedule, newest first.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    name: z.string().max(4096).optional().describe("Exact name"),
    limit: params.limit(25, 100),
    page_token: params.pageToken,
  }),
  output: z.object({
    jobs: z.array(z.object({ ...summary, tags: z.record(z.string(), z.string()).optional() })),
    next_page_token: text,
  }),
  async run(ctx, { page_token, ...query }) {
    const { items, next } = await collect((token) => api.listJobs(ctx.client, { ...query, page_token: token }), 1, {
      from: page_token,
    });
    return { jobs: items.map(jobSummary), ...compact({ next_page_token: next }) };
  },
});

export const getJob = jobs.tool({
  name: "get_job",
  title: "Get a job",
  description: "Returns a job's settings: tasks (100 a page), schedule, compute, parameters.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ job_id: jobId, page_token: params.pageToken }),
  output: z.object({
    ...summary,
    run_as_user_name: text,
    settings: z.record(z.string(), z.unknown()).describe("JobSettings without defaults; credentials masked"),
    next_page_token: text,
  }),
  run: async (ctx, args) => jobDetails(await api.getJob(ctx.client, args)),
});

const changed = z.object({ job_id: z.string(), name: text, note: z.string() });

const nameOf = async (ctx: Context, job_id: string): Promise<string> =>
  (await api.getJob(ctx.client, { job_id })).settings?.name ?? "";

const RIGHTS = "That decides whose rights it runs with, or who may use it.";

export const createJob = jobs.tool({
  name: "create_job",
  title: "Create a job",
  description: "Creates a job; a name that is taken is refused.",
  access: { least: "write", most: "destructive", of: ({ settings }) => jobPowers.access(settings) },
  untrusted: true,
  input: z.strictObject({
    name: z.string().min(1).max(4096).describe("Not taken yet"),
    tasks,
    settings: settings.optional().describe("Other JobSettings, e.g. schedule, parameters"),
  }),
  output: changed,
  confirm: ({ name, settings }) => `Create job "${name}" with ${jobPowers.words(settings)}? ${RIGHTS}`,
  async run(ctx, { name, tasks, settings }) {
    // The API has no idempotency token here and takes a name twice: a repeated call must not leave two schedules running.
    const { items } = await api.listJobs(ctx.client, { name, limit: 1 });
    if (items[0]) throw taken(items[0].job_id);
    const { job_id } = await api.createJob(ctx.client, { ...settings, name, tasks });
    return { job_id, name, note: "Created." };
  },
});

const taken = (job_id: string): ToolError =>
  new ToolError(`Nothing was created: job ${job_id} has this name already.`, {
    next: "Change that one with update_job, or choose another name.",
  });

export const updateJob = jobs.tool({
  name: "update_job",
  title: "Change a job",
  description: "Changes some settings of a job: tasks merge by key, other fields are replaced whole.",
  access: { least: "write", most: "destructive", of: ({ new_settings }) => jobPowers.access(new_settings) },
  idempotent: true,
  untrusted: true,
  input: z
    .strictObject({
      job_id: jobId,
      new_settings: settings.optional().describe("Part of JobSettings"),
      fields_to_remove: z.array(z.string().min(1)).optional().describe("E.g. schedule, tasks/<key>"),
    })
    .refine(
      ({ new_settings = {}, fields_to_remove = [] }) => Object.keys(new_settings).length + fields_to_remove.length > 0,
      {
        message: "give new_settings or fields_to_remove",
      },
    ),
  output: changed,
  confirm: async ({ job_id, new_settings }, ctx) =>
    `Change job "${await nameOf(ctx, job_id)}" (${job_id}) to ${jobPowers.words(new_settings)}? ${RIGHTS}`,
  async run(ctx, args) {
    await api.updateJob(ctx.client, { job_id: args.job_id, ...compact(args) });
    return { job_id: args.job_id, name: await nameOf(ctx, args.job_id), note: "Changed; get_job shows it." };
  },
});

const isComplete = ({ name, tasks: given }: Readonly<Record<string, unknown>>): boolean =>
  typeof name === "string" && tasks.safeParse(given).success;

export const resetJob = jobs.tool({
  name: "reset_job",
  title: "Replace a job's settings",
  description: "Replaces all settings of a job; what is not given is lost.",
  // The reference counts it among the writes; it throws away what it does not repeat, so the person is asked.
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    job_id: jobId,
    new_settings: settings.refine(isComplete, "must have a name and tasks").describe("Complete JobSettings"),
  }),
  output: changed,
  confirm: async ({ job_id }, ctx) =>
    `Replace all settings of job "${await nameOf(ctx, job_id)}" (${job_id})? Its present tasks, schedule and other settings are lost.`,
  async run(ctx, args) {
    await api.resetJob(ctx.client, args);
    return { job_id: args.job_id, name: String(args.new_settings.name), note: "Replaced." };
  },
});

export const deleteJob = jobs.tool({
  name: "delete_job",
  title: "Delete a job",
  description: "Deletes a job and its schedule. Active runs go on.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ job_id: jobId }),
  output: changed,
  confirm: async ({ job_id }, ctx) =>
    `Delete job "${await nameOf(ctx, job_id)}" (${job_id})? Its definition and schedule are lost; runs that are active go on.`,
  async run(ctx, { job_id }) {
    await api.deleteJob(ctx.client, { job_id });
    return { job_id, note: "Deleted." };
  },
});
