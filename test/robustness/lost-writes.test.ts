import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ToolResult } from "../../src/core/output/present.ts";
import { highestAccess, type Tool } from "../../src/core/tool.ts";
import { catalogue } from "../../src/tools/index.ts";
import { openBench, type Sent } from "./bench.ts";
import { arbitraryOf, isJson, jsonSchemaOf } from "./from-schema.ts";
import { validArguments } from "./valid-arguments.ts";

const JSON_TYPE = { "content-type": "application/json" };
const ID = "made-17";
/** Texts that the workspace returns for everything but IDs, so that each tool finds a state in which it writes. */
const TEXTS = ["RUNNING", "TERMINATED", "ACTIVE", "STOPPED", "NOTEBOOK", "2", "e30="];

const bodies = new WeakMap<object, Map<string, string>>();

/** A good response to a reader: the IDs are `ID`, every other text is `text`. */
function goodBody({ schema }: Sent, text: string): string {
  if (schema === undefined) return text;
  const known = bodies.get(schema) ?? new Map<string, string>();
  bodies.set(schema, known);
  const made = known.get(text) ?? JSON.stringify(withIds(sampleOf(schema, text)));
  known.set(text, made);
  return made;
}

const sampleOf = (schema: NonNullable<Sent["schema"]>, text: string): unknown =>
  fc.sample(arbitraryOf(jsonSchemaOf(schema), fc.constant(text), 1), { seed: 3, numRuns: 1 })[0];

const isId = (name: string): boolean => name === "id" || name.endsWith("_id");

function withIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withIds);
  if (!isJson(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      if (/(_at|_time|_timestamp)$/.test(name)) return [name, typeof item === "string" ? "1767225600000" : item];
      return [name, isId(name) && typeof item !== "object" ? ID : withIds(item)];
    }),
  );
}

type Fault = () => Response;
const reset: Fault = () => {
  throw Object.assign(new TypeError("fetch failed"), {
    cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }),
  });
};
const status =
  (code: number, error_code: string): Fault =>
  () =>
    new Response(JSON.stringify({ error_code, message: "no" }), { status: code, headers: JSON_TYPE });
const body =
  (text: string): Fault =>
  () =>
    new Response(text, { headers: JSON_TYPE });

const textOf = ({ content }: ToolResult): string =>
  content.map((block) => (block.type === "text" && typeof block.text === "string" ? block.text : "")).join("\n");

const writers = catalogue.filter((tool) => highestAccess(tool) !== "read");
const ADVICE_TO_REPEAT = /\b(call again|try again|retry)\b/i;

/** The text by which each tool gets as far as a write; `undefined` for the few that none of them leads there. */
const leading = new Map<string, string | undefined>();

/** Calls a tool and answers its first write and all later requests by `after`. */
async function failing(tool: Tool, after: (sent: Sent, write: number) => Response | undefined) {
  const texts = leading.has(tool.name) ? [leading.get(tool.name)].filter((text) => text !== undefined) : TEXTS;
  for (const text of texts) {
    let writes = 0;
    // Beyond the first, of those that must not be sent twice.
    let repeated = 0;
    const bench = openBench((sent) => {
      if (sent.changes && writes > 0 && !sent.repeatable) repeated++;
      if (sent.changes) writes++;
      const answer = writes > 0 ? after(sent, writes) : undefined;
      return answer ?? new Response(goodBody(sent, text), { headers: JSON_TYPE });
    });
    const outcome = await bench.call(tool, argumentsOf(tool));
    if (writes === 0) continue;
    leading.set(tool.name, text);
    return "result" in outcome ? { ...outcome, repeated } : undefined;
  }
  leading.set(tool.name, undefined);
  return undefined;
}

const given = new Map<string, ReturnType<typeof validArguments>>();
function argumentsOf(tool: Tool) {
  if (!given.has(tool.name)) given.set(tool.name, validArguments(tool, 1));
  return given.get(tool.name);
}

describe("a write that the workspace accepted", () => {
  test.each([
    ["500", status(500, "INTERNAL_ERROR")],
    ["a dead connection", reset],
  ])(
    "is named with its ID when everything after it fails with %s",
    async (_, fault) => {
      const wrong: string[] = [];
      const failed: string[] = [];
      for (const tool of writers) {
        let accepted = false;
        const seen = await failing(tool, (sent) => {
          if (accepted) return fault();
          accepted = sent.changes;
          return undefined;
        });
        if (!seen?.result.isError) continue;
        const text = textOf(seen.result);
        // The generated response to the write itself was not readable: that is a lost response, tested below.
        if (text.includes("unexpected shape")) continue;
        failed.push(tool.name);
        const first = text.split("\n")[0] ?? "";
        if (!/succeeded|created|started|requested|accepted|opened|changed|asked|deleted/i.test(first))
          wrong.push(`${tool.name}: ${text}`);
        else if (ADVICE_TO_REPEAT.test(first)) wrong.push(`${tool.name} advises to repeat: ${text}`);
      }
      expect(wrong).toEqual([]);
      expect(failed.length).toBeGreaterThan(25);
      expect(failed).toEqual(
        expect.arrayContaining([
          "create_cluster",
          "run_job",
          "submit_run",
          "run_notebook",
          "repair_job_run",
          "create_warehouse",
          "install_libraries",
          "create_vector_search_index",
          "ask_genie",
          "start_pipeline_update",
        ]),
      );
    },
    120_000,
  );
});

describe("a write whose response is lost", () => {
  test.each([
    ["a dead connection", reset],
    ["503", status(503, "TEMPORARILY_UNAVAILABLE")],
    ["408", status(408, "REQUEST_TIMEOUT")],
    ["425", status(425, "TOO_EARLY")],
    ["truncated JSON", body('{"a": [')],
    ["a web page", body("<html>welcome</html>")],
    ["an unknown content encoding", () => new Response("{}", { headers: { "content-encoding": "foo" } })],
    ["null", body("null")],
    ["a success with an internal error", body('{"error_code": "INTERNAL_ERROR", "message": "no"}')],
  ])(
    "may have taken effect, which its error says first: %s",
    async (_, fault) => {
      const wrong: string[] = [];
      let told = 0;
      for (const tool of writers) {
        const seen = await failing(tool, fault);
        if (!seen) continue;
        const text = textOf(seen.result);
        if (seen.repeated > 0) wrong.push(`${tool.name} sends ${seen.repeated} more`);
        if (seen.result.isError && text.startsWith("It is unknown whether ")) told++;
        else wrong.push(`${tool.name}: ${text.slice(0, 300)}`);
      }
      expect(wrong).toEqual([]);
      expect(told).toBeGreaterThan(80);
    },
    120_000,
  );
});
