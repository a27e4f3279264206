import { expect, test } from "vitest";
import { codeModeTokens } from "../../scripts/bench/code-mode.ts";
import { isMet } from "../../scripts/bench/figure.ts";

test("scripted solutions in code mode solve their tasks, for less than typed tools cost", {
  timeout: 600_000,
}, async () => {
  const faults: string[] = [];
  const figures = await codeModeTokens("5/32", (line) => void (/ \S+ \d+ ./.test(line) && faults.push(line)));
  expect(faults).toEqual([]);
  expect(figures.filter((figure) => !isMet(figure))).toEqual([]);
});
