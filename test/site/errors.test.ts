import { describe, expect, test } from "vitest";
import { errorTexts } from "../../scripts/generate/errors/extract.ts";
import { GROUPS, INTERNAL } from "../../scripts/generate/errors/groups.ts";
import { kindRows } from "../../scripts/generate/errors/kinds.ts";
import { allErrorTexts, errorsPage, groupOf, sourceErrorTexts } from "../../scripts/generate/errors/page.ts";

const extracted = (source: string, path = "tools/sql/x.ts") =>
  errorTexts(path, source).map(({ message, next }) => [message, next]);

describe("error texts are found in source code", () => {
  test("with the next step of the same error", () => {
    const source = 'throw new ToolError("The job has no runs.", { next: "Start one with run_job." });';
    expect(extracted(source)).toEqual([["The job has no runs.", "Start one with run_job."]]);
  });

  test("in both branches of a condition, and with … for the parts that vary", () => {
    const source = ["throw new Error(isEmpty ? 'The token is empty.' : `The token of $", "{name} has a space.`);"].join(
      "",
    );
    expect(extracted(source)).toEqual([
      ["The token is empty.", undefined],
      ["The token of … has a space.", undefined],
    ]);
  });

  test("where the sentences after the first one are the next step", () => {
    expect(extracted('return { problem: "No host was found. Name one of them." };')).toEqual([
      ["No host was found.", "Name one of them."],
    ]);
  });

  test("and descriptions, comments and names of events are not among them", () => {
    const source = `// The job has failed.
      const tool = { description: "Returns the job that has failed." };
      log.warning("sign-in refused", {});`;
    expect(extracted(source)).toEqual([]);
  });
});

describe("the page of error messages", () => {
  const texts = allErrorTexts();
  const page = errorsPage();

  test("has every text of the source code, each in one group", () => {
    expect(texts.length).toBeGreaterThan(500);
    expect(texts.filter(({ path }) => groupOf(path) === undefined)).toEqual([]);
    const missing = texts.filter(({ message }) => !page.includes(message));
    expect(missing).toEqual([]);
  });

  test("has a next step for each: its own, or that of its group", () => {
    expect(GROUPS.filter(({ otherwise, about }) => otherwise === "" || about === "")).toEqual([]);
    expect(
      GROUPS.filter((group) => !texts.some(({ path }) => groupOf(path) === group)).map(({ title }) => title),
    ).toEqual([]);
  });

  test("has cause and next step of every kind of failure", () => {
    expect(kindRows().filter(({ cause, next }) => !/\.$/.test(cause) || !/\.$/.test(next))).toEqual([]);
  });

  test.each([
    "The workspace does not have this object.",
    "Not done: the user declined.",
    "must be a port from 1 to 65535",
    "Unknown option",
    "Host not allowed: use the name and port that the server listens on",
    "The bearer token is not known",
    "it has a comment that does not end",
    "The included file … is missing.",
    "The sign-in was not completed within ten minutes.",
  ])("has “%s”", (text) => expect(page).toContain(text));

  test("leaves out only texts that exist", () => {
    const inSource = new Set(sourceErrorTexts().map(({ message }) => message));
    expect([...INTERNAL].filter((message) => !inSource.has(message))).toEqual([]);
    expect([...INTERNAL].filter((message) => page.includes(message))).toEqual([]);
  });
});
