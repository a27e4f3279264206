import * as z from "zod";
import { collect } from "../../api/http/paging.ts";
import * as api from "../../api/jobs/jobs.ts";
import { distinct, say, unnamed } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { objectName, text, texts } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact, isRecord } from "../../records.ts";
import { plainOr } from "../../text.ts";
import { resetFields } from "../api/replaced.ts";
import { loadedCode } from "../compute/loaded-code.ts";
import { retryUntilVisible } from "../read-after-write.ts";
import { copiedSettings } from "./job-copy.ts";
import {
  affectedJob,
  formerIdentity,
  jobObject,
  lostSettings,
  newCode,
  removedSettings,
  replacedTasks,
} from "./job-facts.ts";
import { jobDetailsView, jobStateView, jobSummaryView, someSettings } from "./job-view.ts";
import { outsideRecipients } from "./recipients.ts";
import { changedJobFields, givenSettings, jobFields, jobId, jobIdFields, settings, tasks } from "./settings.ts";
import { alwaysRuns, isContinuous, pausedStarts, startsItself } from "./starts.ts";
import { closedTo, problemsOfCode } from "./task-code.ts";
import { fullRefresh, jobAccess, jobConsequences, newWork, reachedBy, runByJob } from "./task-objects.ts";
import { wrongReferences } from "./task-references.ts";
import { jobs } from "./toolset.ts";

export const listJobs = jobs.tool({
  name: "list_jobs",
  title: "List jobs",
  description: "Lists jobs with their schedule or trigger, newest first.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    name: z.string().min(1).max(4096).optional().describe("Exact job name"),
    limit: params.limit(25, 100),
    page_token: params.pageToken,
  }),
  aliases: { max_results: "limit" },
  output: z.object({ jobs: z.array(jobSummaryView.schema), next_page_token: text }),
  async run(ctx, { page_token, ...query }) {
    const { items, next } = await collect((token) => api.listJobs(ctx.client, { ...query, page_token: token }), 1, {
      from: page_token,
    });
    return { jobs: items.map((job) => jobSummaryView(job)), next_page_token: next };
  },
});

export const getJob = jobs.tool({
  name: "get_job",
  title: "Get a job",
  description: "Returns a job's settings: tasks (100 per page), schedule, compute and parameters.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ job_id: jobId, page_token: params.pageToken }),
  aliases: jobIdFields,
  output: jobDetailsView.schema,
  run: async (ctx, args) => jobDetailsView(await api.getJob(ctx.client, args)),
});

const changed = z.object({ job_id: z.string(), name: text, note: z.string() });

/** A changed job as the workspace has it now, so that no one needs to read it again. */
const changedJob = changed.extend({
  starts: text,
  run_as_user_name: text,
  tasks: texts.describe("all of them, with the tasks they wait for"),
  settings: z.record(z.string(), z.unknown()).optional().describe("the given ones, read back"),
  check: texts.describe(
    "IDs of the other workspace that a copy refers to, and code, objects or parameters that are missing, cannot run, or that the job may not read",
  ),
});

const jobNameArgument = z.string().min(1).max(4096).describe("Unique name");

export const createJob = jobs.tool({
  name: "create_job",
  title: "Create a job",
  servedIn: ["default", "engineer", "ml"],
  description:
    "Creates a job, from tasks or as a copy of another one, whose schedule is then paused. Fails if a job with this name exists.",
  access: { least: "write", most: "destructive", of: jobAccess },
  untrusted: true,
  input: z
    .strictObject({
      name: jobNameArgument,
      tasks: tasks.optional(),
      settings: settings("name", "tasks").optional().describe("Other fields of JobSettings, e.g. schedule, parameters"),
      from_job_id: jobId.optional().describe("Job to copy; tasks and settings replace its own"),
      from_workspace: params.fromWorkspace("that job"),
    })
    .refine((args) => (args.tasks ?? args.from_job_id) !== undefined, {
      path: ["tasks"],
      message: "is required, unless from_job_id is given",
    }),
  aliases: jobFields,
  output: changedJob,
  covers: "jobs.create",
  async affects({ from_job_id, from_workspace, ...args }, ctx) {
    const copied = await copiedSettings(ctx, { from_job_id, from_workspace });
    return newWork(ctx, "Create", { kind: "job", name: args.name }, { ...copied?.settings, ...givenSettings(args) });
  },
  async run(ctx, { from_job_id, from_workspace, ...args }) {
    const { name } = args;
    // The API has no idempotency key here and accepts duplicate names. A repeated call must not create two schedules.
    const { items } = await api.listJobs(ctx.client, { name, limit: 1 });
    if (items[0]) throw nameTaken(items[0].job_id);
    const copied = await copiedSettings(ctx, { from_job_id, from_workspace });
    const settings = { ...copied?.settings, ...givenSettings(args) };
    const problems = await problemsOfCode(ctx, settings);
    const { job_id } = await api.createJob(ctx.client, settings);
    ctx.accepted({ what: "The job was created", ids: { job_id }, followUp: "get_job" });
    const job = await retryUntilVisible(ctx, `job ${job_id}`, () => api.getJob(ctx.client, { job_id }))();
    const closed = settings.run_as ? await closedTo(ctx, job) : [];
    const note = copied
      ? `Created as a copy; it runs as its creator.${copied.paused ? " Its schedule is paused: update_job with pause_status resumes it." : ""}`
      : "Created, and read back.";
    return {
      ...jobStateView(job),
      note,
      settings: someSettings(job, givenSettings(args)),
      check: [...(copied?.references ?? []), ...problems, ...wrongReferences(job), ...closed],
    };
  },
});

const nameTaken = (job_id: string): ToolError =>
  new ToolError(`Job ${plainOr(job_id, "of the workspace")} already has this name. Nothing was created.`, {
    next: "Change that job with update_job, or choose another name.",
  });

export const updateJob = jobs.tool({
  name: "update_job",
  title: "Change a job",
  servedIn: ["default", "engineer", "admin"],
  description:
    "Changes the given settings of a job. Tasks are merged by key; other top-level fields are replaced as a whole.",
  access: {
    least: "write",
    most: "destructive",
    of: ({ fields_to_remove = [], ...args }) => (fields_to_remove.length > 0 ? "destructive" : jobAccess(args)),
  },
  idempotent: true,
  untrusted: true,
  input: z
    .strictObject({
      job_id: jobId,
      name: jobNameArgument.optional().describe("New name"),
      tasks: tasks.optional().describe("Tasks to add or replace, each complete"),
      settings: settings("name", "tasks").optional().describe("Other fields of JobSettings to change"),
      fields_to_remove: z.array(z.string().min(1)).optional().describe("Fields to remove, e.g. schedule, tasks/<key>"),
      pause_status: z.enum(["PAUSED", "UNPAUSED"]).optional().describe("Pauses or resumes the schedule or trigger"),
    })
    .refine(
      ({ fields_to_remove = [], pause_status, ...args }) =>
        Object.keys(givenSettings(args)).length + fields_to_remove.length > 0 || pause_status !== undefined,
      {
        message: "pass name, tasks, settings, fields_to_remove or pause_status",
      },
    ),
  aliases: changedJobFields,
  output: changedJob,
  covers: "jobs.update",
  async affects({ job_id, fields_to_remove = [], pause_status, ...args }, ctx) {
    const given = givenSettings(args);
    const granting = jobConsequences(given);
    const starts = startsItself(given, pause_status);
    const harmless = granting.length + fields_to_remove.length === 0 && !replaces(given) && !starts;
    if (harmless && !ctx.settings.protect) return unnamed("Change", { kind: "job", id: job_id });
    const job = await api.getJob(ctx.client, { job_id });
    const ran = [await reachedBy(ctx, given), ...(starts ? [await runByJob(ctx, job)] : [])];
    const empties = ran.some((one) => one.empties);
    const code = await newCode(ctx, job, given);
    const loaded = loadedCode(given, job.settings);
    return {
      effect: "Change",
      objects: [jobObject(job), ...ran.flatMap(({ objects }) => objects)],
      ...compact({ unresolved: ran.find(({ unresolved }) => unresolved)?.unresolved }),
      ...loaded.access,
      ...((empties || code.ofAnother) && { access: "destructive" }),
      consequences: [
        ...granting,
        ...fullRefresh(empties),
        ...formerIdentity(job.run_as_user_name, given),
        ...distinct([...code.consequences, ...loaded.consequences]),
        ...alwaysRuns(starts && isRecord(given.continuous ?? job.settings?.continuous)),
        ...(await outsideRecipients(ctx, given, job.settings)),
        ...(await lostSettings(ctx, job, given, pause_status !== undefined)),
        ...resetFields(job.settings ?? {}, given),
        ...removedSettings(fields_to_remove),
      ],
    };
  },
  async run(ctx, { job_id, pause_status, fields_to_remove, ...args }) {
    const given = givenSettings(args);
    const starts = pause_status && (await pausedStarts(ctx, { job_id, given }, pause_status));
    const new_settings = { ...given, ...starts };
    const check = await problemsOfCode(ctx, given);
    const before = replaces(given) ? await api.getJob(ctx.client, { job_id }) : undefined;
    const lost = before ? await lostSettings(ctx, before, given, pause_status !== undefined) : [];
    await api.updateJob(ctx.client, { job_id, ...compact({ new_settings, fields_to_remove }) });
    ctx.accepted({ what: "The job was changed", ids: { job_id }, followUp: "get_job" });
    const job = await api.getJob(ctx.client, { job_id });
    return {
      ...jobStateView(job),
      note: ["Changed, and read back. get_job returns all settings.", ...lost.map(({ text }) => text.sentence)].join(
        " ",
      ),
      settings: someSettings(job, new_settings),
      check: [...check, ...wrongReferences(job), ...(given.run_as ? await closedTo(ctx, job) : [])],
    };
  },
});

/** Whether a setting is given that the platform replaces as a whole. */
const replaces = (given: Readonly<Record<string, unknown>>): boolean =>
  Object.values(given).some((value) => typeof value === "object");

export const resetJob = jobs.tool({
  name: "reset_job",
  title: "Replace a job's settings",
  servedIn: [],
  description: "Replaces all settings of a job. Settings that are not given are lost; to keep them, use update_job.",
  // The reference classifies it as a write, but it discards every setting that is not given, so the user is asked.
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    job_id: jobId,
    name: jobNameArgument,
    tasks,
    settings: settings("name", "tasks").optional().describe("Other fields of JobSettings"),
  }),
  aliases: changedJobFields,
  output: changed,
  covers: "jobs.reset",
  async affects({ job_id, ...args }, ctx) {
    const given = givenSettings(args);
    const job = await api.getJob(ctx.client, { job_id });
    const { objects, unresolved, empties } = await reachedBy(ctx, given);
    return {
      effect: "Replace all settings of",
      objects: [jobObject(job), ...objects],
      ...compact({ unresolved }),
      consequences: [
        { reason: "replacement", text: say`Its current tasks, schedule and other settings are permanently lost.` },
        ...jobConsequences(given),
        ...fullRefresh(empties),
        ...distinct([...(await replacedTasks(ctx, job, given)), ...loadedCode(given, job.settings).consequences]),
        ...alwaysRuns(isContinuous(given)),
        ...(await outsideRecipients(ctx, given, job.settings)),
      ],
    };
  },
  async run(ctx, { job_id, ...args }) {
    await api.resetJob(ctx.client, { job_id, new_settings: givenSettings(args) });
    return { job_id, name: args.name, note: "Replaced." };
  },
});

export const deleteJob = jobs.tool({
  name: "delete_job",
  title: "Delete a job",
  servedIn: ["default", "engineer"],
  description: "Deletes a job and its schedule. Active runs continue; stop them with cancel_all_job_runs.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ job_id: jobId }),
  aliases: jobIdFields,
  output: z.object({ job_id: z.string(), name: objectName, deleted: z.boolean() }),
  covers: "jobs.delete",
  affects: async ({ job_id }, ctx) => ({
    effect: "Delete",
    objects: [await affectedJob(ctx, job_id)],
    consequences: [
      { reason: "loss", text: say`Its definition and schedule are permanently lost. Active runs continue.` },
    ],
  }),
  async run(ctx, { job_id }) {
    await api.deleteJob(ctx.client, { job_id });
    return { job_id, deleted: true };
  },
});
