import * as z from "zod";
import { fileMimeType, isBase64 } from "../../api/workspace/notebook.ts";
import { baseName } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { compact } from "../../records.ts";
import { oneLine, textOfRange } from "../../text.ts";

/** What a text file is read in when nobody says how much: it fits one answer. */
const TEXT_LENGTH = 32_768;

/** The part of a file to read. */
export const rangeInput = (maxLength: number) => ({
  offset: z.number().int().min(0).default(0).describe("First byte"),
  length: z.number().int().min(4).max(maxLength).optional().describe("Bytes; default 32 KiB of text"),
});

/** Where and what is to be written; `decoded` gives its bytes. */
export const writeInput = (path: z.ZodString) =>
  z
    .strictObject({
      path,
      content: z.string().max(14_000_000).describe("The whole file"),
      encoding: z.enum(["utf-8", "base64"]).default("utf-8").describe("base64 for binary content"),
      overwrite: z.boolean().default(false).describe("Replace the file; asks"),
    })
    .refine(isDecodable, { path: ["content"], message: "is not base64" });

/** A new file loses nothing; one that is replaced loses what it held. */
export const writeAccess = {
  least: "write",
  most: "destructive",
  of: ({ overwrite }: { overwrite: boolean }) => (overwrite ? "destructive" : "write"),
} as const;

const isDecodable = ({ encoding, content }: Content): boolean =>
  encoding === "utf-8" || content === "" || isBase64(content);

interface Content {
  readonly content: string;
  readonly encoding: "utf-8" | "base64";
}

export const decoded = ({ content, encoding }: Content): Buffer<ArrayBuffer> =>
  Buffer.from(content, encoding === "base64" ? "base64" : "utf8");

export const contentOutput = z.object({
  path: z.string(),
  file_size: z.number(),
  offset: z.number(),
  bytes_read: z.number(),
  next_offset: z.number().optional().describe("where the rest begins"),
  mime_type: z.string(),
  content: z.string().optional(),
  uri: z.string().optional().describe("resource that holds binary content"),
});

interface Readable {
  readonly path: string;
  readonly size: number;
  readonly maxLength: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Reads a range: text inline, cut between characters, anything else behind a link. Archives stay the bytes they are. */
export async function readContent(
  ctx: Context,
  file: Readable,
  range: { offset: number; length?: number | undefined },
) {
  const { path, size, maxLength } = file;
  const { offset } = range;
  if (offset > size) throw beyond(path, size);
  const take = async (length: number) => {
    const wanted = Math.min(length, size - offset);
    return wanted === 0 ? new Uint8Array() : file.read(offset, wanted);
  };
  const first = await take(range.length ?? TEXT_LENGTH);
  const text = textOfRange(first, { first: offset === 0, last: offset + first.length >= size });
  if (text !== undefined) {
    const end = offset + first.length - text.left;
    const view = { path, file_size: size, offset: offset + text.skipped, bytes_read: end - offset - text.skipped };
    const next_offset = end < size ? end : undefined;
    return { ...view, ...compact({ next_offset }), mime_type: fileMimeType(path, true), content: text.text };
  }
  // A fragment of an image or an archive is of no use: without a length, all of it that may be read.
  const whole = range.length === undefined && first.length < size - offset ? await take(maxLength) : first;
  const end = offset + whole.length;
  const mime_type = fileMimeType(path, false);
  const view = { path, file_size: size, offset, bytes_read: whole.length, mime_type };
  const uri = ctx.attachFile({ name: baseName(path), mimeType: mime_type, data: whole });
  return { ...view, ...compact({ next_offset: end < size ? end : undefined }), uri };
}

const beyond = (path: string, size: number): ToolError =>
  new ToolError(`${oneLine(path)} has ${size} bytes: the offset lies beyond its end.`, {
    next: "Read from a smaller offset.",
  });

/** One line about the range, then the text as it is. */
export const contentText = ({ path, file_size, offset, bytes_read, ...rest }: z.output<typeof contentOutput>): string =>
  [
    `${path}, ${bytes_read === file_size ? "" : `${bytes_read} of `}${file_size} bytes${offset > 0 ? ` from ${offset}` : ""}`,
    ...(rest.next_offset === undefined ? [] : [`More: offset ${rest.next_offset}`]),
    rest.uri === undefined ? (rest.content ?? "") : `${rest.mime_type} at ${rest.uri}`,
  ].join("\n");
