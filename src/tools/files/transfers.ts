import * as z from "zod";
import { deleteFile } from "../../api/files/files.ts";
import type { Client } from "../../api/http/client.ts";
import * as workspace from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { type CallFacts, say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { fromWorkspace } from "../../core/params.ts";
import { oneLine } from "../../text.ts";
import { writeAccess } from "./content.ts";
import {
  anyPath,
  contentOf,
  type FoundPlace,
  findPlace,
  isVolumePath,
  placeObject,
  placeOf,
  placeWord,
  requirePlace,
  writePlace,
} from "./places.ts";
import { files } from "./toolset.ts";

/** Objects of a folder that one call copies. */
const MAX_OBJECTS = 200;

const source_path = anyPath.describe("File, notebook or workspace folder");
const destination_path = anyPath.describe("New path, including the name");
const output = z.object({
  source_path: z.string(),
  destination_path: z.string(),
  objects: z.number().describe("notebooks and files"),
});
const aliases = { source: "source_path", path: "source_path", destination: "destination_path" };

/** A copy to make: one file or notebook with its new path. */
interface CopyStep {
  readonly from: FoundPlace;
  readonly to: string;
}

export const copyFile = files.tool({
  name: "copy_file",
  title: "Copy a file, notebook or folder",
  description:
    "Copies a file, a notebook or a workspace folder, within the workspace, between it and a volume, or from another workspace. The content does not pass through the model. Cell outputs are not copied.",
  access: writeAccess,
  idempotent: true,
  input: z.strictObject({
    source_path,
    destination_path,
    from_workspace: fromWorkspace("the source"),
    overwrite: z.boolean().default(false).describe("Replace an existing file or notebook, after confirmation"),
  }),
  aliases,
  output,
  async affects(args, ctx) {
    const { destination_path } = args;
    const { from, there } = await bothEnds(ctx, args);
    if (!there) {
      return {
        effect: "Write",
        objects: [{ kind: from.kind, name: workspace.cleanPath(destination_path) }],
        consequences: [],
      };
    }
    return {
      effect: "Overwrite",
      objects: [placeObject(there, destination_path)],
      consequences: [
        { reason: "loss", text: say`Its content is replaced by that of ${from.path} and permanently lost.` },
      ],
    };
  },
  async run(ctx, args) {
    const { destination_path } = args;
    const { from, client } = await bothEnds(ctx, args);
    const objects = await copyAll(ctx, client, from, args);
    return { source_path: from.path, destination_path: workspace.cleanPath(destination_path), objects };
  },
});

export const moveFile = files.tool({
  name: "move_file",
  title: "Move a file, notebook or folder",
  servedIn: ["default", "engineer", "analyst"],
  description:
    "Moves or renames a file, a notebook or a workspace folder: it is copied, then the original is deleted. An existing destination is never replaced.",
  // The original is deleted, with its permissions and its history.
  access: "destructive",
  input: z.strictObject({ source_path, destination_path }),
  aliases,
  output,
  async affects({ source_path, destination_path }, ctx): Promise<CallFacts> {
    const { from } = await bothEnds(ctx, { source_path, destination_path });
    const object = placeObject(from, source_path);
    const lost = from.object ? say` Its permissions, comments and cell outputs are lost.` : say``;
    return {
      effect: "Move",
      objects: [{ ...object, matches: [...(object.matches ?? []), workspace.cleanPath(destination_path)] }],
      consequences: [
        {
          reason: "others",
          text: say`It moves to ${workspace.cleanPath(destination_path)}. Jobs and code that use its current path no longer find it.${lost}`,
        },
      ],
    };
  },
  async run(ctx, { source_path, destination_path }) {
    const { from } = await bothEnds(ctx, { source_path, destination_path });
    const objects = await copyAll(ctx, ctx.client, from, { destination_path, overwrite: false });
    const { path } = from;
    await (from.object
      ? workspace.deleteObject(ctx.client, { path, recursive: from.kind === "folder" })
      : deleteFile(ctx.client, { path }));
    return { source_path: path, destination_path: workspace.cleanPath(destination_path), objects };
  },
});

interface Transfer {
  readonly source_path: string;
  readonly destination_path: string;
  readonly from_workspace?: string | undefined;
  readonly overwrite?: boolean;
}

/**
 * The source with the client that reads it, and what is at the destination.
 * @throws {ToolError} If the source cannot be copied there, before anyone is asked and anything is written
 */
async function bothEnds(ctx: Context, transfer: Transfer) {
  const { source_path, destination_path, from_workspace } = transfer;
  const client = from_workspace === undefined ? ctx.client : ctx.elsewhere(from_workspace);
  const from = await requirePlace(client, source_path);
  const there = await findPlace(ctx.client, destination_path);
  checkDestination(from, there, transfer);
  return { client, from, there };
}

function checkDestination(
  from: FoundPlace,
  there: FoundPlace | undefined,
  { destination_path, from_workspace, overwrite = false }: Transfer,
): void {
  const refuse = (cause: string, next: string) => new ToolError(`${cause} Nothing was written.`, { next });
  const target = workspace.cleanPath(destination_path);
  if (from.kind === "other" || (from.kind === "folder" && !from.object)) {
    throw refuse(
      `A ${from.object ? placeWord(from) : "directory of a volume"} cannot be copied.`,
      "Copy single files.",
    );
  }
  if (from.kind !== "file" && isVolumePath(target)) {
    throw refuse(`A ${placeWord(from)} cannot be stored in a volume.`, "Choose a path of the workspace.");
  }
  if (from_workspace === undefined && (target === from.path || target.startsWith(`${from.path}/`))) {
    throw refuse("The destination is the source itself or in it.", "Choose another path.");
  }
  if (!there) return;
  const isSame = there.kind === from.kind && from.kind !== "folder";
  if (!isSame)
    throw refuse(`${oneLine(target)} is a ${placeWord(there)}, which this would replace.`, "Choose another path.");
  if (!overwrite)
    throw refuse(`${oneLine(target)} exists.`, "Choose another path, or replace it with overwrite: true.");
}

/** Copies what is at a place, and returns the number of files and notebooks written. */
async function copyAll(
  ctx: Context,
  client: Client,
  from: FoundPlace,
  { destination_path, overwrite }: { destination_path: string; overwrite: boolean },
): Promise<number> {
  const target = workspace.cleanPath(destination_path);
  const steps = from.kind === "folder" ? await stepsOf(client, from, target) : [{ from, to: target }];
  const folders = new Set(from.kind === "folder" ? [target, ...steps.map(({ to }) => workspace.parentOf(to))] : []);
  for (const path of folders) await workspace.makeDirectory(ctx.client, { path });
  for (const [done, step] of steps.entries()) {
    if (steps.length > 1) ctx.progress(`Copying ${step.to}`, done, steps.length);
    const language = workspace.LANGUAGES.find((known) => known === step.from.object?.language);
    const content = await contentOf(client, step.from);
    await writePlace(ctx.client, step.to, content, {
      overwrite,
      ...(step.from.kind === "notebook" && { language: language ?? "PYTHON" }),
    });
  }
  return steps.length;
}

/** The files and notebooks below a folder. @throws {ToolError} If there are too many, or others than these */
async function stepsOf(client: Client, { path: root }: FoundPlace, target: string): Promise<CopyStep[]> {
  const steps: CopyStep[] = [];
  const waiting = [root];
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    for (const object of await workspace.listObjects(client, { path: folder })) {
      const from = placeOf(object);
      const { kind, path } = from;
      if (kind === "folder") waiting.push(path);
      else if (kind !== "other") steps.push({ from, to: `${target}${path.slice(root.length)}` });
      else throw cannotCopy(`${oneLine(path)} is a ${workspace.knownType(object)}, which cannot be copied.`);
    }
    if (steps.length > MAX_OBJECTS) throw cannotCopy(`The folder has more than ${MAX_OBJECTS} notebooks and files.`);
  }
  return steps;
}

const cannotCopy = (cause: string): ToolError =>
  new ToolError(`${cause} Nothing was written.`, { next: "Copy its folders and files one by one." });
