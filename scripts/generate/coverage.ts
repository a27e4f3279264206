import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import type { Reference } from "../../src/api/reference/reference.ts";
import { reasonNotCallable } from "../../src/api/reference/request.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const sdk = z.object({ version: z.string(), routes: z.record(z.string(), z.array(z.string())) });

/** Every route of the SDK that the reference is pinned to, with the operations that send it. */
export const sdkRoutes = (): z.output<typeof sdk> =>
  sdk.parse(JSON.parse(readFileSync(`${root}src/api/reference/sdk/routes.json`, "utf8")));

/** How many routes are reached how. */
export interface RouteCounts {
  readonly routes: number;
  readonly typed: number;
  readonly called: number;
  readonly refused: number;
}

/** Counts the routes that typed tools send, those that `call_api` reaches, and those refused for a reason in the data. */
export function countRoutes(
  reference: Reference,
  typed: ReadonlySet<string>,
  routes: Readonly<Record<string, readonly string[]>>,
): RouteCounts {
  const kinds = Object.values(routes).map((ids) => {
    if (ids.some((id) => typed.has(id))) return "typed";
    const found = ids.flatMap((id) => reference.operations.get(id) ?? []);
    if (found.some((operation) => reasonNotCallable(operation) === undefined)) return "called";
    return found.length > 0 && found.every(({ instead }) => instead !== undefined) ? "refused" : "missing";
  });
  const count = (kind: string) => kinds.filter((one) => one === kind).length;
  return { routes: kinds.length, typed: count("typed"), called: count("called"), refused: count("refused") };
}

const number = (value: number): string => value.toLocaleString("en-US");

/** The counts in one sentence. */
export function countsInWords(version: string, { routes, typed, called, refused }: RouteCounts): string {
  return `Of the ${number(routes)} routes of databricks-sdk ${version}, typed tools send ${number(typed)}, \`call_api\` reaches ${number(called)} more, and ${number(refused)} are refused, because their response is a credential or is not JSON.`;
}

/** The counts by service of the reference: routes that several services send count for the first. */
export function countsByService(
  reference: Reference,
  typed: ReadonlySet<string>,
  routes: Readonly<Record<string, readonly string[]>>,
): string {
  const byService = new Map<string, Record<string, readonly string[]>>();
  for (const [route, ids] of Object.entries(routes)) {
    const service = reference.operations.get(ids[0] ?? "")?.service ?? "none";
    byService.set(service, { ...byService.get(service), [route]: ids });
  }
  const rows = [...byService]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([service, own]) => {
      const counts = countRoutes(reference, typed, own);
      return `| ${service} | ${counts.routes} | ${counts.typed} | ${counts.called} | ${counts.refused} |`;
    });
  const all = countRoutes(reference, typed, routes);
  return [
    "| Service | Routes of the SDK | Typed tools | `call_api` | Refused |",
    "|---|---|---|---|---|",
    ...rows,
    `| All | ${all.routes} | ${all.typed} | ${all.called} | ${all.refused} |`,
  ].join("\n");
}
