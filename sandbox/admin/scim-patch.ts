import { invalid } from "../failure.ts";
import { type Fields, isFields } from "../http.ts";

/** Applies a PatchOp to a principal. Paths: `members`, `members[value eq "1"]`, a single attribute, or no path and an object. */
export function applyPatch(entity: Fields, body: Fields): Fields {
  if (!Array.isArray(body.Operations) || body.Operations.length === 0) invalid("Operations must not be empty.");
  return (body.Operations as unknown[]).reduce<Fields>((fields, operation) => {
    if (!isFields(operation)) return invalid("An operation must be an object.");
    return apply(fields, operation);
  }, entity);
}

function apply(entity: Fields, { op, path, value }: Fields): Fields {
  const verb = String(op).toLowerCase();
  if (!["add", "remove", "replace"].includes(verb)) return invalid(`Unsupported operation: ${op}`);
  if (path === undefined) {
    if (!isFields(value) || verb === "remove") return invalid("An operation without a path needs an object.");
    return Object.entries(value).reduce<Fields>((fields, [name, one]) => set(fields, verb, name, one), entity);
  }
  const found = /^(\w+)(?:\[value eq "([^"]*)"\])?$/.exec(String(path));
  const [, name = "", member] = found ?? invalid(`Unsupported path: ${path}`);
  if (member === undefined) return set(entity, verb, name, value);
  if (verb !== "remove") return invalid("Only removing takes a filter in its path.");
  return { ...entity, [name]: listOf(entity[name]).filter((one) => one.value !== member) };
}

function set(entity: Fields, verb: string, name: string, value: unknown): Fields {
  if (verb === "remove") {
    const { [name]: _, ...rest } = entity;
    return rest;
  }
  if (verb === "replace" || !Array.isArray(value)) return { ...entity, [name]: value };
  const present = listOf(entity[name]);
  const added = listOf(value).filter((one) => !present.some((other) => other.value === one.value));
  return { ...entity, [name]: [...present, ...added] };
}

export const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);
