import * as z from "zod";
import { readRange } from "../../api/files/files.ts";
import type { Client } from "../../api/http/client.ts";
import { cleanPath } from "../../api/workspace/workspace.ts";
import { ToolError } from "../../core/errors.ts";
import { oneLine } from "../../text.ts";
import {
  bytesOf,
  contentText,
  contentView,
  rangeInput,
  readContent,
  writeAccess,
  writeFacts,
  writeInput,
} from "./content.ts";
import {
  anyPath,
  contentOf,
  type FoundPlace,
  findPlace,
  isVolumePath,
  MAX_RANGE,
  placeObject,
  placeWord,
  refuseNotebook,
  requirePlace,
  writePlace,
} from "./places.ts";
import { files } from "./toolset.ts";

export const readAnyFile = files.tool({
  name: "read_file",
  title: "Read a file",
  description:
    "Reads a file of a volume or the workspace, or a range of it. Returns text inline and binary content as a link; of a notebook, the source. For the next range, pass next_offset as offset.",
  access: "read",
  untrusted: "code",
  input: z.strictObject({ path: anyPath, ...rangeInput(MAX_RANGE) }),
  aliases: { file_path: "path" },
  output: contentView.schema,
  async run(ctx, { path, ...range }) {
    const found = await requirePlace(ctx.client, path);
    if (found.kind === "folder" || found.kind === "other") throw notAFile(found, path);
    return readContent(ctx, { maxLength: MAX_RANGE, ...(await readerOf(ctx.client, found)) }, range);
  },
  text: contentText,
});

/** A volume sends ranges; an object of the workspace is read as a whole. */
async function readerOf(client: Client, found: FoundPlace) {
  const { path, object, size = 0 } = found;
  if (!object) {
    const read = (offset: number, length: number) => readRange(client, { path, offset, length });
    return { path, size, read };
  }
  const whole = await contentOf(client, found);
  const read = async (offset: number, length: number) => whole.subarray(offset, offset + length);
  return { path, size: whole.byteLength, read };
}

/** The path as it was asked for: the one in the response is the workspace's text, which an error must not contain. */
const notAFile = (found: FoundPlace, asked: string): ToolError =>
  new ToolError(`${oneLine(asked)} is not a file but ${withArticle(placeWord(found))}.`, { next: whereToRead(found) });

function whereToRead({ path, object }: FoundPlace): string {
  if (isVolumePath(path)) return "List its files with list_volume_files.";
  const reader = READERS[object?.object_type ?? ""];
  return reader ? `Read it with ${reader}.` : "List its files with list_workspace_objects.";
}

/** Tools that read objects of folders that are not files, by `object_type`. */
const READERS: Readonly<Record<string, string>> = {
  DASHBOARD: "get_dashboard and include_serialized",
  MLFLOW_EXPERIMENT: "search_runs",
};

export const writeAnyFile = files.tool({
  name: "write_file",
  title: "Write a file",
  description:
    "Writes a whole file to a volume or the workspace, e.g. a module, requirements.txt or app.yaml. The parent directory must exist. For notebooks use import_notebook.",
  access: writeAccess,
  input: writeInput(anyPath),
  output: z.object({ path: z.string(), file_size: z.number() }),
  aliases: { file_path: "path", contents: "content" },
  covers: "files.upload",
  async affects({ path, overwrite, ...write }, ctx) {
    refuseNotebook(path, bytesOf(write));
    const found = overwrite ? await findPlace(ctx.client, path) : undefined;
    if (found && found.kind !== "file") throw notReplaceable(found, path);
    const object = found ? placeObject(found, path) : { kind: "file", name: cleanPath(path) };
    return writeFacts(object, found && (found.size ?? 0), write);
  },
  async run(ctx, { path, overwrite, ...content }) {
    const contents = bytesOf(content);
    refuseNotebook(path, contents);
    await writePlace(ctx.client, path, contents, { overwrite });
    return { path: cleanPath(path), file_size: contents.byteLength };
  },
});

const notReplaceable = (found: FoundPlace, asked: string): ToolError =>
  new ToolError(
    `${oneLine(asked)} is ${withArticle(placeWord(found))}, which a file cannot replace. Nothing was written.`,
    {
      next: found.kind === "notebook" ? "Change it with edit_notebook or import_notebook." : "Choose another path.",
    },
  );

const withArticle = (word: string): string => `${/^[aeiou]/.test(word) ? "an" : "a"} ${word}`;
