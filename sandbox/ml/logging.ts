import { fail, invalid } from "../failure.ts";
import { type App, type Fields, integer, isFields, optional, readJson, required } from "../http.ts";
import { pageOf } from "./page.ts";
import { presentPoint } from "./present.ts";
import { idOf } from "./runs.ts";
import { addPoint, runOf, setParam, type Tracking, writableRun } from "./store.ts";

const API = "/api/2.0/mlflow";
/** Maximum and default page size of a metric history. */
const LARGEST_HISTORY = 25_000;

/** Logging metrics, params and tags to runs, and reading them. */
export function loggingRoutes(app: App, tracking: Tracking): void {
  app.post(`${API}/runs/log-metric`, async (c) => {
    const fields = await readJson(c);
    const run = writableRun(tracking, idOf(fields));
    const { key, ...point } = metricOf(fields);
    addPoint(run, key, point);
    return c.json({});
  });
  app.post(`${API}/runs/log-parameter`, async (c) => {
    const fields = await readJson(c);
    setParam(writableRun(tracking, idOf(fields)), required(fields, "key"), optional(fields, "value") ?? "");
    return c.json({});
  });
  app.post(`${API}/runs/set-tag`, async (c) => {
    const fields = await readJson(c);
    writableRun(tracking, idOf(fields)).tags.set(required(fields, "key"), optional(fields, "value") ?? "");
    return c.json({});
  });
  app.post(`${API}/runs/delete-tag`, async (c) => {
    const fields = await readJson(c);
    const run = writableRun(tracking, idOf(fields));
    const key = required(fields, "key");
    if (!run.tags.delete(key))
      fail(404, "RESOURCE_DOES_NOT_EXIST", `No tag with name: ${key} in run with id ${run.id}`);
    return c.json({});
  });
  app.post(`${API}/runs/log-batch`, async (c) => {
    const fields = await readJson(c);
    const run = writableRun(tracking, idOf(fields));
    const [metrics, params, tags] = [
      list(fields, "metrics", 1000),
      list(fields, "params", 100),
      list(fields, "tags", 100),
    ];
    if (metrics.length + params.length + tags.length > 1000) {
      return invalid("A batch logging request can contain at most 1000 metrics, params and tags together.");
    }
    // Everything is validated before anything is written, so that an invalid item leaves the run unchanged.
    const points = metrics.map(metricOf);
    const pairs = [params, tags].map((items) =>
      items.map((item) => [required(item, "key"), optional(item, "value") ?? ""]),
    );
    for (const [key = "", value = ""] of pairs[0] ?? []) setParam(run, key, value);
    for (const [key = "", value = ""] of pairs[1] ?? []) run.tags.set(key, value);
    for (const { key, ...point } of points) addPoint(run, key, point);
    return c.json({});
  });
  app.get(`${API}/metrics/get-history`, (c) => {
    const fields = c.req.query();
    const run = runOf(tracking, idOf(fields));
    const key = required(fields, "metric_key");
    const limits = { fallback: LARGEST_HISTORY, most: LARGEST_HISTORY };
    const { items, next_page_token } = pageOf(run.metrics.get(key) ?? [], fields, limits);
    const metrics = items.map((point) => presentPoint(key, point));
    return c.json({ ...(metrics.length > 0 && { metrics }), next_page_token: next_page_token ?? "" });
  });
}

function list(fields: Fields, name: string, most: number): Fields[] {
  const items: unknown[] = Array.isArray(fields[name]) ? fields[name] : [];
  if (items.length > most)
    return invalid(`A batch logging request can contain at most ${most} ${name}. Got ${items.length}.`);
  return items.map((item) => (isFields(item) ? item : invalid(`Field '${name}' must be a list of objects.`)));
}

function metricOf(fields: Fields) {
  const key = required(fields, "key");
  const { value } = fields;
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  if (typeof number !== "number" || (Number.isNaN(number) && value !== "NaN")) {
    return invalid(
      `Got invalid value ${JSON.stringify(value)} for metric '${key}' (timestamp=${fields.timestamp}). Please specify value as a valid double (64-bit floating point)`,
    );
  }
  const timestamp = integer(fields, "timestamp") ?? invalid("Missing required field: timestamp");
  return { key, value: number, timestamp, step: integer(fields, "step") ?? 0 };
}
