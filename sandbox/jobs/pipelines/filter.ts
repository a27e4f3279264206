import { invalid } from "../../failure.ts";
import { isFields } from "../../http.ts";
import { listOf, type Pipeline, type PipelineEvent } from "./record.ts";

/** `name LIKE '%x%'` or `notebook='<path>'`: one condition, as on the platform. */
export function pipelinesMatching(pipelines: readonly Pipeline[], filter: string | undefined): readonly Pipeline[] {
  if (filter === undefined) return pipelines;
  const [, like] = /^\s*name\s+like\s+'([^']*)'\s*$/i.exec(filter) ?? [];
  if (like !== undefined) {
    const literal = like
      .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
      .replaceAll("%", ".*")
      .replaceAll("_", ".");
    const pattern = new RegExp(`^${literal}$`, "is");
    return pipelines.filter(({ spec }) => pattern.test(String(spec.name)));
  }
  const [, path] = /^\s*notebook\s*=\s*'([^']*)'\s*$/i.exec(filter) ?? [];
  if (path === undefined) return invalid(`Invalid filter: ${filter}`);
  return pipelines.filter(({ spec }) =>
    listOf(spec.libraries).some(({ notebook }) => JSON.stringify(notebook)?.includes(`"${path}"`)),
  );
}

/** Conditions on level, event_type, update_id, id and timestamp, joined by AND. */
export function eventsMatching(events: readonly PipelineEvent[], filter: string | undefined): readonly PipelineEvent[] {
  if (filter === undefined) return events;
  const tests = filter.split(/\s+and\s+/i).map(condition);
  return events.filter((event) => tests.every((test) => test(event)));
}

type Test = (event: PipelineEvent) => boolean;

/** The text fields that conditions can name. */
const TEXTS: Readonly<Record<string, (event: PipelineEvent) => unknown>> = {
  id: ({ id }) => id,
  level: ({ level }) => level,
  event_type: ({ event_type }) => event_type,
  update_id: ({ origin }) => (isFields(origin) ? origin.update_id : undefined),
};

const CONDITION = /^\s*(?:origin\.)?(\w+)\s*(?:(>=|<=|=|>|<)\s*'([^']*)'|in\s*\(([^)]*)\))\s*$/i;

function condition(text: string): Test {
  const [matched, name = "", operator, value = "", list] = CONDITION.exec(text) ?? [];
  if (matched === undefined) return invalid(`Invalid filter condition: ${text}`);
  const field = name.toLowerCase();
  if (field === "timestamp" && operator !== undefined) return timeCondition(operator, value);
  const read = Object.hasOwn(TEXTS, field) ? TEXTS[field] : undefined;
  if (read === undefined) return invalid(`Invalid filter condition: ${text}`);
  if (list !== undefined) {
    const values = list.split(",").map((one) => one.trim().replace(/^'(.*)'$/, "$1"));
    return (event) => values.includes(String(read(event) ?? ""));
  }
  if (operator !== "=") return invalid(`Operator ${operator} cannot be used with ${field}.`);
  return (event) => read(event) === value;
}

function timeCondition(operator: string, value: string): Test {
  const at = Date.parse(value);
  if (Number.isNaN(at)) return invalid(`Invalid timestamp: ${value}`);
  const holds: Readonly<Record<string, (time: number) => boolean>> = {
    ">=": (time) => time >= at,
    "<=": (time) => time <= at,
    "=": (time) => time === at,
    ">": (time) => time > at,
    "<": (time) => time < at,
  };
  return ({ timestamp }) => holds[operator]?.(Date.parse(timestamp)) === true;
}
