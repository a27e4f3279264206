import { fail, invalid } from "../../failure.ts";
import { type Fields, flag, integer, optional, readJson } from "../../http.ts";
import { pageOf } from "../../paging.ts";
import type { Service } from "../../service.ts";

import { eventsMatching, pipelinesMatching } from "./filter.ts";
import { dropTable } from "./make-table.ts";
import { checkedSpec, detailView, isActive, type Pipeline, record, summaryView, updateView } from "./record.ts";
import { createRunner } from "./run.ts";
import { seedPipelines } from "./seed.ts";

const PATH = "/api/2.0/pipelines";

/** Updates that a restart interrupted have failed. */
function afterRestart(pipelines: Map<string, Pipeline>): void {
  for (const pipeline of pipelines.values()) {
    // Absent in folders of older versions.
    pipeline.progress ??= new Map();
    for (const update of pipeline.updates) {
      update.cancel = () => {};
      if (!isActive(update)) continue;
      update.state = "FAILED";
      pipeline.state = "FAILED";
    }
  }
}

/** Declarative pipelines: specs, updates that pass through the platform's states, and the event log. */
export const pipelines: Service = (app, world) => {
  const pipelines = world.kept("pipelines", () => new Map<string, Pipeline>(), afterRestart);
  const runner = createRunner(app, world);
  if (world.isNew) for (const pipeline of seedPipelines(world)) pipelines.set(pipeline.id, pipeline);

  const find = (id: string) =>
    pipelines.get(id) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `The specified pipeline ${id} was not found.`);
  const nameIsFree = (body: Fields, but?: Pipeline) => {
    if (flag(body, "allow_duplicate_names") === true) return;
    for (const other of pipelines.values()) {
      if (other !== but && other.spec.name === body.name) {
        const remedy = "This check can be skipped by setting `allow_duplicate_names = true` in the request.";
        fail(
          409,
          "RESOURCE_CONFLICT",
          `The pipeline name '${body.name}' is already used by another pipeline. ${remedy}`,
        );
      }
    }
  };
  const sized = (query: Fields, fallback: number, most: number) => {
    const size = integer(query, "max_results") ?? fallback;
    if (size < 1 || size > most) invalid(`max_results must be between 1 and ${most}.`);
    return size;
  };

  app.get(PATH, (c) => {
    const query = c.req.query();
    const found = pipelinesMatching([...pipelines.values()], optional(query, "filter"));
    const { items, next } = pageOf(found, "pipelines", sized(query, 25, 100), optional(query, "page_token"));
    return c.json({ statuses: items.map((each) => summaryView(each, world)), ...(next && { next_page_token: next }) });
  });
  app.post(PATH, async (c) => {
    const body = await readJson(c);
    const spec = checkedSpec(body);
    nameIsFree(body);
    if (flag(body, "dry_run") === true) return c.json({ effective_settings: spec });
    const id = world.uuid();
    const creator = world.user;
    const pipeline: Pipeline = {
      id,
      creator,
      spec,
      state: "IDLE",
      modified: Date.now(),
      updates: [],
      events: [],
      progress: new Map(),
    };
    pipelines.set(id, pipeline);
    record(world, pipeline, { type: "user_action", message: `User ${world.user} created the pipeline.` });
    if (spec.continuous === true) runner.start(pipeline, {});
    return c.json({ pipeline_id: id });
  });
  app.get(`${PATH}/:id`, (c) => c.json(detailView(find(c.req.param("id")), world)));
  app.put(`${PATH}/:id`, async (c) => {
    const pipeline = find(c.req.param("id"));
    const body = await readJson(c);
    const expected = integer(body, "expected_last_modified");
    if (expected !== undefined && expected !== pipeline.modified) {
      fail(409, "RESOURCE_CONFLICT", "The pipeline was modified since it was last read. Fetch it again and retry.");
    }
    nameIsFree(body, pipeline);
    pipeline.spec = checkedSpec(body);
    pipeline.modified = Math.max(Date.now(), pipeline.modified + 1);
    record(world, pipeline, { type: "user_action", message: `User ${world.user} edited the pipeline.` });
    return c.json({});
  });
  app.delete(`${PATH}/:id`, async (c) => {
    const pipeline = find(c.req.param("id"));
    for (const { cancel } of pipeline.updates) cancel();
    pipelines.delete(pipeline.id);
    // The streaming tables and materialized views of a pipeline are deleted with it. Another object may have the name by now.
    for (const [name, { table }] of pipeline.progress) await dropTable(world, name, table).catch(() => undefined);
    return c.json({});
  });
  app.post(`${PATH}/:id/stop`, (c) => {
    runner.stop(find(c.req.param("id")));
    return c.json({});
  });
  app.post(`${PATH}/:id/updates`, async (c) => {
    const { cause: _, ...request } = await readJson(c);
    return c.json({ update_id: runner.start(find(c.req.param("id")), request).id });
  });
  app.get(`${PATH}/:id/updates`, (c) => {
    const pipeline = find(c.req.param("id"));
    const query = c.req.query();
    const { items, next } = pageOf(pipeline.updates, "updates", sized(query, 25, 100), optional(query, "page_token"));
    return c.json({ updates: items.map((each) => updateView(each, pipeline)), ...(next && { next_page_token: next }) });
  });
  app.get(`${PATH}/:id/updates/:update`, (c) => {
    const pipeline = find(c.req.param("id"));
    const id = c.req.param("update");
    const update = pipeline.updates.find((each) => each.id === id);
    if (update === undefined) return fail(404, "RESOURCE_DOES_NOT_EXIST", `The specified update ${id} was not found.`);
    return c.json({ update: updateView(update, pipeline) });
  });
  app.get(`${PATH}/:id/events`, (c) => {
    const query = c.req.query();
    const token = optional(query, "page_token");
    if (token !== undefined && (query.filter || query.order_by)) {
      invalid("Only max_results may be given together with page_token.");
    }
    const { events } = find(c.req.param("id"));
    // The token contains the filter of its first page, and how many events there were: newer ones would shift the pages.
    const { filter, place, count } =
      token === undefined
        ? { filter: optional(query, "filter"), place: undefined, count: events.length }
        : unpack(token);
    const found = eventsMatching(events.slice(Math.max(0, events.length - count)), filter);
    const { items, next } = pageOf(found, "events", sized(query, 25, 250), place);
    return c.json({ events: items, ...(next && { next_page_token: pack(filter, next, count) }) });
  });
};

const pack = (filter: string | undefined, place: string, count: number): string =>
  `${place}.${count}.${Buffer.from(filter ?? "").toString("base64url")}`;

function unpack(token: string): { filter: string | undefined; place: string; count: number } {
  const [place = "", count, filter = ""] = token.split(".");
  return { place, count: Number(count), filter: Buffer.from(filter, "base64url").toString() || undefined };
}
