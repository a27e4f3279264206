import { invalid } from "../failure.ts";
import { type App, type Fields, flag, integer, isFields, optional, readJson } from "../http.ts";
import { pageOf } from "../paging.ts";
import type { World } from "../world.ts";
import { type Job, newId } from "./model.ts";
import { checkRunAs } from "./run-as.ts";
import { checkedSettings, textList, updated } from "./settings.ts";
import { jobView } from "./view.ts";

/** Longer arrays are split into pages. */
export const ARRAY_PAGE = 100;

export const findJob = (jobs: ReadonlyMap<number, Job>, fields: Fields): Job => {
  const id = integer(fields, "job_id") ?? invalid("Missing required field: job_id");
  return jobs.get(id) ?? invalid(`Job ${id} does not exist.`);
};

export function jobRoutes(app: App, base: string, world: World, jobs: Map<number, Job>): void {
  app.post(`${base}/create`, async (c) => {
    const { access_control_list: _, ...settings } = await readJson(c);
    const job: Job = { id: newId(), creator: world.user, created: Date.now(), settings: checkedSettings(settings) };
    checkRunAs(world, job.settings);
    jobs.set(job.id, job);
    return c.json({ job_id: job.id });
  });
  app.get(`${base}/list`, (c) => {
    const query = c.req.query();
    const name = optional(query, "name")?.toLowerCase();
    const size = integer(query, "limit") ?? 20;
    if (size < 1 || size > 100) invalid("Invalid limit: must be between 1 and 100.");
    const found = [...jobs.values()]
      .filter(({ settings }) => name === undefined || settings.name.toLowerCase() === name)
      .toSorted((a, b) => b.created - a.created);
    const page = pageOf(found, `jobs ${name ?? ""}`, size, optional(query, "page_token"));
    const withTasks = flag(query, "expand_tasks") ?? false;
    return c.json({
      ...(page.items.length > 0 && { jobs: page.items.map((job) => jobView(world, job, withTasks)) }),
      has_more: page.next !== "",
      ...(page.next && { next_page_token: page.next }),
      ...(page.previous && { prev_page_token: page.previous }),
    });
  });
  app.get(`${base}/get`, (c) => {
    const query = c.req.query();
    const job = findJob(jobs, query);
    const { tasks } = job.settings;
    const page = pageOf(Array.isArray(tasks) ? tasks : [], `job ${job.id}`, ARRAY_PAGE, optional(query, "page_token"));
    const settings = { ...job.settings, ...(page.items.length > 0 ? { tasks: page.items } : {}) };
    return c.json({
      ...jobView(world, { ...job, settings }, true),
      ...(page.next && { has_more: true, next_page_token: page.next }),
    });
  });
  const change = (name: string, apply: (job: Job, body: Fields) => void) =>
    app.post(`${base}/${name}`, async (c) => {
      const body = await readJson(c);
      apply(findJob(jobs, body), body);
      return c.json({});
    });
  change("update", (job, body) => {
    const settings = isFields(body.new_settings) ? body.new_settings : {};
    checkRunAs(world, settings);
    job.settings = updated(job.settings, settings, textList(body.fields_to_remove));
  });
  change("reset", (job, { new_settings }) => {
    const settings = isFields(new_settings) ? new_settings : invalid("Missing required field: new_settings");
    checkRunAs(world, settings);
    job.settings = checkedSettings(settings);
  });
  change("delete", (job) => void jobs.delete(job.id));
}
