import { expect, test } from "vitest";
import type { Tool } from "../../src/core/tool.ts";
import { catalogue } from "../../src/tools/index.ts";
import { openBench } from "./bench.ts";
import { answersSaying, isMarked, SENTENCES } from "./hostile.ts";
import { serverWords, textOf } from "./server-words.ts";
import { validArguments } from "./valid-arguments.ts";

const SEED = 20_260_103;
const JSON_TYPE = { "content-type": "application/json" };

test("X01 no text from a workspace that writes a sentence into every field is outside the fence", async () => {
  let round = 0;
  const bench = openBench(({ schema, changes }, n) => {
    const sentence = SENTENCES[round % SENTENCES.length] ?? "";
    if (!schema) return new Response(sentence, { headers: { "content-type": "text/plain" } });
    if (n > 8) return new Response("{}", { headers: JSON_TYPE });
    // Reads answer as expected first, so that what follows a write is seen as well.
    if (round === 5 && !changes && n > 0) {
      const error = { error_code: sentence, message: sentence, details: [{ request_id: sentence }] };
      return new Response(JSON.stringify(error), {
        status: 400,
        headers: { ...JSON_TYPE, "x-request-id": sentence },
      });
    }
    const answers = answersSaying(sentence, schema, SEED);
    return new Response(JSON.stringify(answers[(round + n) % answers.length]), { headers: JSON_TYPE });
  });
  const found: string[] = [];
  const look = async (tool: Tool, args: unknown) => {
    bench.clear();
    const outcome = await bench.call(tool, args);
    if (!("result" in outcome)) return;
    const words = serverWords(textOf(outcome.result));
    if (isMarked(words)) found.push(`${tool.name}: ${words.slice(0, 300)}`);
  };
  for (const tool of catalogue) {
    for (round = 0; round < 6; round++) await look(tool, validArguments(tool, round % 3 === 2 ? 0 : 1));
  }
  expect([...new Set(found)]).toEqual([]);
}, 120_000);
