import { existsSync, readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { askedPage, PAGE, pictureName, QUESTIONS } from "../../../scripts/asked/page.ts";
import { play, type Transcript } from "../../../scripts/asked/session.ts";
import { withoutVolatile } from "../../support/record/examples.ts";
import { root } from "../../support/record/record.ts";

// docs/what-to-ask.md shows real sessions: they are played again here. `npm run asked` writes the page.

let transcripts: readonly Transcript[];
beforeAll(async () => {
  transcripts = await play(QUESTIONS);
}, 600_000);

test("there are twenty requests, and each one makes a call", () => {
  expect(transcripts).toHaveLength(20);
  expect(transcripts.filter(({ steps }) => steps.length === 0)).toEqual([]);
});

test("the page shows what the calls returned, except for IDs, times and durations", () => {
  const lines = (page: string) => withoutVolatile(page).split("\n");
  expect(lines(readFileSync(`${root}/${PAGE}`, "utf8"))).toEqual(lines(askedPage(transcripts)));
});

test.each(QUESTIONS.map((question) => [question.ask, question] as const))(
  "%s The numbers and names of the reply are in the results",
  (_, question) => {
    const { steps = [] } = transcripts.find((each) => each.question === question) ?? {};
    const results = steps.flatMap(({ tool, args, answer }) => [tool, JSON.stringify(args), answer]).join("\n");
    // Days and years are written as a person writes them.
    const prose = question.answer.replace(/\b\d{1,2} December\b|\bJanuary \d{4}\b/g, "");
    const named = [...prose.matchAll(/`([^`]+)`|\d[\d.,]*\d|\d/g)].map(([whole, name]) => name ?? whole);
    expect(named.filter((fact) => !results.includes(fact))).toEqual([]);
  },
);

test("a call that could lose something asks first, and a refusal stops it", () => {
  const asking = transcripts.flatMap(({ steps }) => steps).filter(({ question }) => question !== undefined);
  expect(asking.map(({ tool, question }) => [tool, question?.reply])).toEqual([
    ["execute_sql", "decline"],
    ["set_model_alias", "accept"],
    ["update_grants", "accept"],
  ]);
  expect(asking[0]?.answer).toContain("the user declined");
});

test("the picture is a PNG, and the page's picture exists", () => {
  const drawn = transcripts.flatMap(({ steps }) => steps).filter(({ picture }) => picture !== undefined);
  expect(drawn.map(({ tool, picture }) => [tool, picture?.subarray(1, 4).toString("latin1")])).toEqual([
    ["plot_sql", "PNG"],
  ]);
  expect(drawn.filter(({ tool }) => !existsSync(`${root}/docs/pictures/${pictureName(tool)}`))).toEqual([]);
});
