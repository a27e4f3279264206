import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { loadReference } from "../../src/api/reference/reference.ts";
import { catalogue } from "../../src/tools/index.ts";
import { committedRecord, REACHED_FILE, type ReachedByTool } from "../support/record/operations.ts";
import { ranWhole, readRecord, root } from "../support/record/record.ts";

const reach = z.array(z.object({ tool: z.string(), operation: z.string(), cleanup: z.boolean() }));

const asks = z.array(z.object({ tool: z.string(), reason: z.string() }));

/** The operations that each tool reached in this run. An operation that a tool also calls is not listed as cleanup. */
function recorded(): ReachedByTool {
  const lines = reach.parse(readRecord("operations"));
  const asked = asks.parse(readRecord("asks"));
  const seen = new Set([...lines, ...asked].map(({ tool }) => tool));
  const names = catalogue.map(({ name }) => name).filter((name) => seen.has(name));
  return Object.fromEntries(
    names.map((name) => {
      const own = lines.filter(({ tool }) => tool === name);
      const calls = sorted(own.filter(({ cleanup }) => !cleanup));
      const cleanup = sorted(own).filter((operation) => !calls.includes(operation));
      const reasons = [...new Set(asked.filter(({ tool }) => tool === name).map(({ reason }) => reason))].sort();
      return [name, { calls, ...(cleanup.length > 0 && { cleanup }), ...(reasons.length > 0 && { asks: reasons }) }];
    }),
  );
}

const sorted = (lines: readonly { readonly operation: string }[]) =>
  [...new Set(lines.map(({ operation }) => operation))].sort();

describe("which tool reaches which operation", () => {
  const whole = ranWhole("test/tools");
  if (process.env.RECORD === "write") {
    if (!whole) throw new Error("The record is written only when all of test/tools passed in the same run.");
    writeFileSync(`${root}/${REACHED_FILE}`, `${JSON.stringify(recorded(), null, 1)}\n`);
  }

  test("is what the tests of the tools recorded; `npm run record` writes it", () => {
    const committed = committedRecord();
    const seen = recorded();
    if (whole) return expect(committed).toEqual(seen);
    const strange = Object.entries(seen).flatMap(([tool, { calls, cleanup = [] }]) =>
      [...calls, ...cleanup]
        .filter((id) => !committed[tool]?.calls.includes(id) && !committed[tool]?.cleanup?.includes(id))
        .map((id) => `${tool} reaches ${id}`),
    );
    expect(strange).toEqual([]);
  });
});

describe("a tool that only reads", async () => {
  const reference = await loadReference();
  const committed = committedRecord();
  const reading = catalogue.filter(({ access }) => access === "read").map(({ name }) => name);
  test.each(reading)("%s reaches no operation that changes anything", (name) => {
    const changing = (committed[name]?.calls ?? []).filter((id) => {
      const operation = reference.operations.get(id);
      // Where an operation takes SQL the statement decides, and every call was judged by its own.
      return operation?.access !== "read" && operation?.sql === undefined;
    });
    expect(changing).toEqual([]);
  });
});
