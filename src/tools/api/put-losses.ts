import { loadReference, type Operation } from "../../api/reference/reference.ts";
import { callOperation } from "../../api/reference/request.ts";
import type { Context } from "../../core/calls/context.ts";
import { type Consequence, say } from "../../core/consent/facts.ts";
import { isEmpty, isRecord } from "../../records.ts";
import { supplement } from "../supplement.ts";
import { lostEntries } from "./replaced.ts";

type Given = Readonly<Record<string, unknown>>;

const READ_MS = 5000;

/**
 * Values that a PUT does not repeat, and can therefore remove. The current values are those of the GET at the same address,
 * or a field of the one above: `ai_gateway` of `/serving-endpoints/{name}` for `/serving-endpoints/{name}/ai-gateway`.
 */
export async function lostByPut(operation: Operation, parameters: Given, ctx: Context): Promise<Consequence[]> {
  if (operation.method !== "PUT") return [];
  const current = await currentValue(operation, parameters, ctx);
  if (!isRecord(current)) return [];
  const fields = operation.parameters.flatMap(({ in: place, name }) => (place === "body" ? [name] : []));
  const body = Object.fromEntries(fields.flatMap((name) => (name in parameters ? [[name, parameters[name]]] : [])));
  const missing = fields.filter((name) => !(name in body) && !isEmpty(current[name]));
  return [
    ...missing.map((name): Consequence => {
      return { reason: "replacement", text: say`The call does not repeat ${name}: its current value can be lost.` };
    }),
    ...lostEntries(current, body),
  ];
}

async function currentValue({ path }: Operation, parameters: Given, ctx: Context): Promise<unknown> {
  const { all } = await loadReference();
  const readAt = (address: string) => all.find((one) => one.method === "GET" && one.path === address && !one.raw);
  const [, above = "", part = ""] = /^(.*)\/([a-z-]+)$/.exec(path) ?? [];
  const same = readAt(path);
  const reader = same ?? readAt(above);
  if (!reader || reader.secret !== undefined) return undefined;
  const names = new Set(reader.parameters.map(({ name }) => name));
  const asked = Object.fromEntries(Object.entries(parameters).filter(([name]) => names.has(name)));
  const found = await supplement(ctx, ({ client }) => callOperation(client, reader, asked), READ_MS);
  return same || !isRecord(found) ? found : found[part.replaceAll("-", "_")];
}
