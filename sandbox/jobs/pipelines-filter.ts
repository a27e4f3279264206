import { invalid } from "../failure.ts";
import { listOf, type Pipeline, type PipelineEvent } from "./pipelines-record.ts";

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

/** Conditions on level, timestamp and id, joined by AND. */
export function eventsMatching(events: readonly PipelineEvent[], filter: string | undefined): readonly PipelineEvent[] {
  if (filter === undefined) return events;
  const tests = filter.split(/\s+and\s+/i).map(condition);
  return events.filter((event) => tests.every((test) => test(event)));
}

type Test = (event: PipelineEvent) => boolean;

function condition(text: string): Test {
  const [, field = "", list] = /^\s*(level|id)\s+in\s*\(([^)]*)\)\s*$/i.exec(text) ?? [];
  if (list !== undefined) {
    const values = list.split(",").map((value) => value.trim().replace(/^'(.*)'$/, "$1"));
    return field.toLowerCase() === "id" ? ({ id }) => values.includes(id) : ({ level }) => values.includes(level);
  }
  const [, name = "", operator = "", value] =
    /^\s*(level|id|timestamp)\s*(>=|<=|=|>|<)\s*'([^']*)'\s*$/i.exec(text) ?? [];
  if (value === undefined) return invalid(`Invalid filter condition: ${text}`);
  if (name.toLowerCase() !== "timestamp") {
    if (operator !== "=") return invalid(`Operator ${operator} cannot be used with ${name}.`);
    return name.toLowerCase() === "id" ? ({ id }) => id === value : ({ level }) => level === value;
  }
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
