import { BOOLEAN, INT, STRING } from "../../data-types.ts";
import type { FunctionDefinition } from "../contract.ts";
import { coerced, inSql, inTypeScript, scalar } from "../define.ts";
import { indexOf, positionOf } from "./characters.ts";
import { allTextOrBinary } from "./text-or-binary.ts";

/** Position of a part from a position on (1 is the first), or 0. */
function locate(part: string, text: string, position: number): number {
  if (position < 1) return 0;
  if (part === "") return 1;
  const at = text.indexOf(part, indexOf(text, position - 1));
  return at < 0 ? 0 : positionOf(text, at) + 1;
}

function test(name: string, onText: string, onBytes: (value: Buffer, part: Uint8Array) => boolean): FunctionDefinition {
  return scalar(name, "left right", (args, context) => {
    const { type, args: values } = allTextOrBinary(name, args, context);
    if (type.kind === "string") return { type: BOOLEAN, sql: `${onText}(${values.map(({ sql }) => sql).join(", ")})` };
    return context.call(name, values, BOOLEAN, (value: Uint8Array, part: Uint8Array) =>
      onBytes(Buffer.from(value), part),
    );
  });
}

/** Functions that search text. */
export const searchFunctions: readonly FunctionDefinition[] = [
  inSql("instr", "str substr", [STRING, STRING], INT, (text, part) => `CAST(position(${part} IN ${text}) AS INTEGER)`),
  scalar("locate position charindex", "substr str pos?", (args, context, name) => {
    const [part, text, position] = coerced(args, [STRING, STRING, INT], context, name);
    if (part === undefined || text === undefined) return { type: INT, sql: "NULL" };
    if (position === undefined) return { type: INT, sql: `CAST(position(${part.sql} IN ${text.sql}) AS INTEGER)` };
    return context.call(
      name,
      [part, text, position],
      INT,
      (search: string | null, value: string | null, from: number | null) => {
        if (from === null) return 0;
        return search === null || value === null ? null : locate(search, value, from);
      },
      { seesNulls: true },
    );
  }),
  inTypeScript("find_in_set", "str array", [STRING, STRING], INT, (text: string, list: string) =>
    text.includes(",") ? 0 : list.split(",").indexOf(text) + 1,
  ),
  test("contains", "contains", (value, part) => value.includes(Buffer.from(part))),
  test("startswith", "starts_with", (value, part) => value.subarray(0, part.length).equals(part)),
  test(
    "endswith",
    "ends_with",
    (value, part) => value.length >= part.length && value.subarray(value.length - part.length).equals(part),
  ),
];
