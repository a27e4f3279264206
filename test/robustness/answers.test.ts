import { describe, expect, test } from "vitest";
import type { ToolResult } from "../../src/core/output/present.ts";
import { highestAccess, type Tool } from "../../src/core/tool.ts";
import { catalogue } from "../../src/tools/index.ts";
import { openBench } from "./bench.ts";
import { isJson } from "./from-schema.ts";
import { hostileAnswer, MARK } from "./hostile.ts";
import { serverWords, textOf } from "./server-words.ts";
import { validArguments } from "./valid-arguments.ts";

const SEED = 20_260_102;
const ROUNDS = 7;
const JSON_TYPE = { "content-type": "application/json" };
const HIDDEN = /(?![\t\n\r]|\ufe0f)[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

/** Values that the platform generates: a tool without a fence may return only these from the workspace. */
const MINTED = /(^|_)(id|ids|status|state|version|runtime|page_token)$/;

/** The fields that hold text of the workspace's, those it mints left out. */
function writtenIn(value: unknown, field = ""): string[] {
  if (typeof value === "string") return value.includes(MARK) && !MINTED.test(field) ? [field] : [];
  if (Array.isArray(value)) return value.flatMap((item) => writtenIn(item, field));
  if (!isJson(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    ...(key.includes(MARK) ? [`a key of ${field}`] : []),
    ...writtenIn(item, key),
  ]);
}

function judge(tool: Tool, result: ToolResult, bugs: readonly string[]): string[] {
  const text = textOf(result);
  const words = tool.untrusted || result.isError ? serverWords(text) : "";
  return [
    ...bugs,
    ...(words.includes(MARK) ? [`unfenced: ${words.slice(0, 400)}`] : []),
    ...(!tool.untrusted && !result.isError
      ? writtenIn(result.structuredContent).map((field) => `${field} is text of the workspace and not fenced`)
      : []),
    ...(tool.untrusted === true && HIDDEN.test(JSON.stringify(result.structuredContent ?? "") + text)
      ? ["hidden characters"]
      : []),
    // A link's name and address are outside every fence.
    ...result.content
      .filter(({ type, name, uri, title, description }) =>
        type === "resource_link" ? /EVILMARK/.test(JSON.stringify([name, uri, title, description])) : false,
      )
      .map(({ name }) => `a link is called ${name}`),
    ...(JSON.stringify(result).length > 400_000 ? [`${JSON.stringify(result).length} characters`] : []),
  ];
}

describe("a workspace that answers with", () => {
  test.each([
    ["what was expected, written by somebody hostile", false],
    ["one thing wrong in every answer", true],
  ])("%s", async (_, broken) => {
    let round = 0;
    const bench = openBench(({ schema }, n) => {
      if (!schema) return new Response(`${MARK} \u202e bytes`, { headers: { "content-type": "text/plain" } });
      // Endless pages end here.
      if (n > 12) return new Response("{}", { headers: JSON_TYPE });
      return new Response(hostileAnswer(schema, round + n, { seed: SEED, broken }), { headers: JSON_TYPE });
    });
    const found: string[] = [];
    for (const tool of catalogue) {
      const [all, none] = [validArguments(tool, 1), validArguments(tool, 0)];
      for (round = 0; round < ROUNDS; round++) {
        bench.clear();
        const outcome = await bench.call(tool, round % 4 === 3 ? none : all);
        if (!("result" in outcome)) continue;
        const problems = judge(tool, outcome.result, bench.bugs.splice(0));
        found.push(...problems.map((problem) => `${tool.name} (answer ${round}): ${problem}`));
      }
      // The progress shown to a user: one line without hidden characters.
      for (const line of bench.told.splice(0)) {
        if (HIDDEN.test(line) || /[\r\n]/.test(line) || line.length > 400) found.push(`${tool.name} says ${line}`);
      }
    }
    expect(found).toEqual([]);
  });
});

test("X02 no question contains hidden characters or a line forged by a name, for any response of the workspace", async () => {
  let round = 0;
  const bench = openBench(
    ({ schema }, n) =>
      new Response(schema ? hostileAnswer(schema, round + n, { seed: SEED, broken: false }) : "", {
        headers: JSON_TYPE,
      }),
    { confirm: "ask" },
  );
  const asked: string[] = [];
  const found: string[] = [];
  for (const tool of catalogue) {
    if (highestAccess(tool) === "read") continue;
    for (round = 0; round < ROUNDS; round++) {
      bench.clear();
      const outcome = await bench.call(tool, validArguments(tool, 1));
      if (!("needs" in outcome)) continue;
      const [request] = Object.values(outcome.needs.requests);
      const message = String(request?.params?.message ?? "");
      asked.push(message);
      if (HIDDEN.test(message) || new RegExp(`${MARK}\\s*\\n`).test(message)) found.push(`${tool.name}: ${message}`);
    }
  }
  expect(asked.length).toBeGreaterThan(100);
  expect(asked.some((message) => message.includes(MARK))).toBe(true);
  expect(found).toEqual([]);
});
