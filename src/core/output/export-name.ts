import { ToolError } from "../errors.ts";

/** Letters, digits and a little between them: no wildcard, no `~`, no escape, no separator of any system, no hidden file. */
const PART = /^[\p{L}\p{N}_][\p{L}\p{N}\p{M} ._()=,+-]{0,199}$/u;
/** Windows takes these for devices, whatever their extension. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com\d|lpt\d)(\.|$)/i;
const DEEPEST = 16;

/**
 * The folders and the file that a name under the export directory stands for; the file's extension is added when it
 * is not there, so that nothing else can be made to look like what it is not. @throws ToolError
 */
export function exportName(name: string, extension: string): { folders: string[]; file: string } {
  const parts = name.split("/");
  if (parts.length > DEEPEST || !parts.every(isPlain)) {
    throw new ToolError("Refused, nothing was read or written: file is no plain name under the export directory.", {
      next: "Give a name such as sales.csv or reports/sales.csv: letters, digits, spaces and . _ - ( ) = , + only.",
    });
  }
  const last = parts.pop() ?? "";
  return { folders: parts, file: last.toLowerCase().endsWith(`.${extension}`) ? last : `${last}.${extension}` };
}

const isPlain = (part: string): boolean => PART.test(part) && !/[. ]$/.test(part) && !DEVICE.test(part);
