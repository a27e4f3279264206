import { MESSAGE_LIMIT_BYTES } from "../../limits.ts";
import { RANGES, RangeProblem, readRange } from "../output/result-range.ts";
import { RESULT_URI, type ResultStore, type StoredResult } from "../output/results.ts";
import { ResourceFailure } from "./define.ts";

/** Stored results in `resources/templates/list`. */
export const RESULT_TEMPLATE = {
  uriTemplate: `${RESULT_URI}{id}{?${RANGES.join(",")}}`,
  name: "result",
  title: "Stored result",
  description:
    "The complete data of a shortened result, or a file made by a tool. Read part of it with lines=1-40 or bytes=0-999; for JSON also rows=0-99 and path=a.b; for a JSON list also format=csv (or json_lines, arrow). Kept for up to 30 minutes after the last read.",
};

/** A stored result, or the part of it that the query of `uri` selects. @throws ResourceFailure */
export async function readResult(results: ResultStore, scope: string, uri: string): Promise<StoredResult> {
  const [address = "", query = ""] = uri.split("?", 2);
  const kept = await results.get(scope, address);
  if (!kept)
    throw new ResourceFailure("This result does not exist or has expired. Call the tool that returned it again.", true);
  const file = await readPart(kept, query);
  if (isTooLarge(file.data)) throw new ResourceFailure(tooLargeToRead(file, query), true);
  return file;
}

/** Room for the rest of the message. */
const ENVELOPE_BYTES = 4096;
const PART_BYTES = 4_000_000;

/** Whether the data does not fit into one message: text with its escapes, bytes as base64. */
function isTooLarge(data: StoredResult["data"]): boolean {
  const room = MESSAGE_LIMIT_BYTES - ENVELOPE_BYTES;
  if (typeof data !== "string") return (data.byteLength * 4) / 3 > room;
  return data.length > room || (data.length * 6 > room && Buffer.byteLength(JSON.stringify(data)) > room);
}

function tooLargeToRead({ data, mimeType }: StoredResult, query: string): string {
  const size = typeof data === "string" ? Buffer.byteLength(data) : data.byteLength;
  const next = (form: string) => `${query === "" ? "?" : "&"}${form}`;
  const forms = [
    `${next(`bytes=0-${PART_BYTES - 1}`)}, then bytes=${PART_BYTES}-${2 * PART_BYTES - 1} and so on`,
    ...(typeof data === "string" ? [next("lines=1-1000")] : []),
    ...(mimeType === "application/json" && !query.includes("rows=") ? [next("rows=0-999")] : []),
  ];
  return `This has ${size.toLocaleString("en")} bytes, and one message can have ${MESSAGE_LIMIT_BYTES.toLocaleString("en")}. Read it in parts: add ${forms.join("; or ")}.`;
}

async function readPart(kept: StoredResult, query: string): Promise<StoredResult> {
  try {
    return await readRange(kept, query);
  } catch (error) {
    throw error instanceof RangeProblem ? new ResourceFailure(error.message, true) : error;
  }
}
