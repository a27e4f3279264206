import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";

const overlay = z.strictObject({
  /** Requests other than GET that change nothing. */
  read: z.array(z.string()).default([]),
  /** Requests that create or change something without discarding, granting or sharing anything. */
  write: z.array(z.string()).default([]),
  /** Facts of an operation that the SDK does not state, in the notation of the data. */
  operations: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  /** Formats of resource names that the SDK does not document, by `service.method`. Empty: any name of several segments. */
  names: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  /** By the SDK's name of a service: its name in the reference, and how people call it. */
  services: z.record(z.string(), z.strictObject({ name: z.string(), label: z.string() })).default({}),
});

/** Facts written by hand, in addition to those of the SDK. Writes in none of the files are destructive and ask. */
export type Overlay = z.output<typeof overlay>;

const folder = fileURLToPath(new URL("overlay", import.meta.url));

/** All files of `scripts/reference/overlay`, together. */
export function readOverlay(): Overlay {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => overlay.parse(JSON.parse(readFileSync(`${folder}/${name}`, "utf8"))));
  return {
    read: files.flatMap(({ read }) => read),
    write: files.flatMap(({ write }) => write),
    operations: Object.assign({}, ...files.map(({ operations }) => operations)),
    names: Object.assign({}, ...files.map(({ names }) => names)),
    services: Object.assign({}, ...files.map(({ services }) => services)),
  };
}

/** Ids that the overlay names and no operation has: a renamed method must not lose its class unnoticed. */
export const unknownIds = ({ read, write, operations }: Overlay, known: ReadonlySet<string>): readonly string[] =>
  [...read, ...write, ...Object.keys(operations)].filter((id) => !known.has(id));
