import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import * as z from "zod";
import { holds } from "./score.ts";
import type { Stage } from "./stage.ts";
import type { Left } from "./task.ts";

type Place = Pick<Stage, "client" | "exportDir">;

/** Problems of the rows that a task left in a file, or behind the link `uri`. */
export async function faultsOfLeft(stage: Place, { file, link, rows, each, shows = [] }: Left, uri?: string) {
  const lines = file === undefined ? await linked(stage, `${uri}${link ?? ""}`) : await written(stage, file);
  const all = lines.join("\n");
  const odd = each && lines.find((line) => !each.test(line));
  return [
    ...(lines.length === rows ? [] : [`left ${lines.length} rows, not ${rows}`]),
    ...(odd === undefined ? [] : [`a row left is not ${String(each)}: ${odd}`]),
    ...shows.filter((wanted) => !holds(all, wanted)).map((wanted) => `what was left lacks ${String(wanted)}`),
  ];
}

async function written({ exportDir }: Place, file: string): Promise<string[]> {
  const bytes = await readFile(join(exportDir, file));
  return file.endsWith(".arrows") ? ofArrow(bytes) : ofText(bytes.toString("utf8"), file.endsWith(".csv"));
}

const Content = z.object({ mimeType: z.string(), text: z.string().optional(), blob: z.string().optional() });

async function linked({ client }: Place, uri: string): Promise<string[]> {
  const { contents } = await client.readResource({ uri });
  const { mimeType, text, blob } = Content.parse(contents[0]);
  return text === undefined ? ofArrow(Buffer.from(blob ?? "", "base64")) : ofText(text, mimeType === "text/csv");
}

/** Rows of CSV as they stand, without the header; JSON lines have none. */
function ofText(text: string, csv: boolean): string[] {
  return text
    .trimEnd()
    .split(/\r?\n/)
    .slice(csv ? 1 : 0);
}

const ofArrow = (bytes: Uint8Array): string[] =>
  tableFromIPC(bytes)
    .toArray()
    .map((row: unknown) => JSON.stringify(row, (_, value) => (typeof value === "bigint" ? Number(value) : value)));
