import type { ClusterCommand } from "../../api/compute/commands.ts";
import { readBlock } from "../../api/files/dbfs.ts";
import { imageType } from "../../api/ml/artifacts.ts";
import type { Context } from "../../core/calls/context.ts";

/** Pictures of one command that are fetched, and the size up to which. */
const MAX_PICTURES = 5;
const MAX_BYTES = 4 * 2 ** 20;
const BLOCK = 2 ** 20;

/**
 * The command with the pictures that its result only names: the cluster stores plots in FileStore and returns
 * `/plots/….png`. A picture that cannot be read keeps its path.
 */
export async function withPictures(ctx: Context, command: ClusterCommand): Promise<ClusterCommand> {
  const { results } = command;
  if (results?.resultType === "image") {
    return { ...command, results: { ...results, fileName: await fetched(ctx, results.fileName) } };
  }
  if (results?.resultType !== "images" || !Array.isArray(results.fileNames)) return command;
  const names: readonly unknown[] = results.fileNames;
  const fileNames = await Promise.all(names.map((name, at) => (at < MAX_PICTURES ? fetched(ctx, name) : name)));
  return { ...command, results: { ...results, fileNames } };
}

/** The picture as a data URL, or the name as it was. */
async function fetched(ctx: Context, name: unknown): Promise<unknown> {
  const mime_type = typeof name === "string" && !name.startsWith("data:") ? imageType(name) : undefined;
  if (typeof name !== "string" || mime_type === undefined) return name;
  const data = await readWhole(ctx, fileStorePath(name)).catch(() => undefined);
  ctx.signal.throwIfAborted();
  return data === undefined ? name : `data:${mime_type};base64,${data.toString("base64")}`;
}

/** `/plots/a.png` and `/files/plots/a.png` are below `/FileStore`; other paths of DBFS are complete. */
const fileStorePath = (name: string): string => {
  const path = name.replace(/^dbfs:/, "").replace(/^\/?files\//, "/");
  return /^\/(?:FileStore|Volumes|dbfs|mnt|tmp)\//.test(path) ? path : `/FileStore/${path.replace(/^\/+/, "")}`;
};

/** The bytes of a file; `undefined` if it is too large or empty. */
async function readWhole(ctx: Context, path: string): Promise<Buffer | undefined> {
  const blocks: Uint8Array[] = [];
  for (let offset = 0; offset < MAX_BYTES; offset += BLOCK) {
    const block = await readBlock(ctx.client, { path, offset, length: BLOCK });
    blocks.push(block);
    if (block.length < BLOCK) return offset + block.length === 0 ? undefined : Buffer.concat(blocks);
  }
  return undefined;
}
